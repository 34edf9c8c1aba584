import type { EmailBody, LetterBody, LettersBody } from '@shopbell/protocol'

/** What a fake server knows of mail. */
export interface Letterbox {
  email: EmailBody
  letters: LetterBody[]
  stay: LettersBody['stay']
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A mail server that works, and letters in every state. */
export function letterbox(now: number): Letterbox {
  const letter = (at: number, changes: Partial<LetterBody>): LetterBody => ({
    id: `let_${at}`,
    kind: 'replies',
    conversation: 'conv_tom',
    toAddress: 'tom@okafor.example',
    toName: null,
    fromName: 'Mackerel Sky',
    replyTo: 'hello@mackerelsky.example',
    subject: 'Mackerel Sky: Ines replied',
    text: 'Ines:\n  Your L came in this morning.\n\nOpen the chat:\nhttps://mackerelsky.example/\n',
    state: 'sent',
    createdAt: now - at,
    endedAt: now - at + 2_000,
    tries: 1,
    lastError: null,
    ...changes,
  })
  return {
    stay: null,
    email: {
      contactAddress: 'hello@mackerelsky.example',
      server: {
        host: 'smtp.mackerelsky.example',
        port: 587,
        security: 'starttls',
        user: 'chat@mackerelsky.example',
        fromAddress: 'chat@mackerelsky.example',
      },
      isFixed: false,
      answerWithinMs: 24 * HOUR,
      confirmedAt: now - 3 * HOUR,
      test: { address: 'ines@mackerelsky.example', at: now - 4 * HOUR, state: 'sent', lastError: null },
    },
    letters: [
      letter(3 * MINUTE, {}),
      letter(9 * MINUTE, {
        kind: 'receipt',
        toAddress: 'anais.lefevre-de-la-rochefoucauld@mail.rochefoucauld.example',
        subject: 'Mackerel Sky: we have your message',
        state: 'waiting',
        endedAt: null,
        lastError: '421 4.7.0 Too many connections, try again later',
      }),
      letter(40 * MINUTE, { state: 'cancelled' }),
      letter(26 * HOUR, {
        kind: 'receipt',
        toAddress: 'lars@oedegaard.exmaple',
        subject: 'Mackerel Sky: we have your message',
        state: 'failed',
        lastError: '550 5.1.2 The domain of this address does not exist',
      }),
      letter(50 * HOUR, {
        kind: 'waiting_notice',
        toAddress: 'ines@mackerelsky.example',
        toName: 'Ines Duarte',
        subject: 'Waiting 3 minutes: My flask came with a dent the size of a thumb.',
      }),
    ],
  }
}
