import type { ClientId, ConversationId, LetterId } from './ids'

/** The closed list of letters. */
export const LETTER_KINDS = [
  'receipt',
  'replies',
  'transcript',
  'waiting_notice',
  'invitation',
  'password_reset',
  'test',
] as const
export type LetterKind = (typeof LETTER_KINDS)[number]

export const LETTER_STATES = ['waiting', 'sent', 'failed', 'cancelled'] as const
export type LetterState = (typeof LETTER_STATES)[number]

/** The kinds that go to shoppers, and can be answered. */
export const LETTERS_TO_SHOPPERS: readonly LetterKind[] = ['receipt', 'replies', 'transcript']

/** A mail server as the email page shows it; its password never leaves the server. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte on; `starttls` begins in the open and turns to TLS. */
  readonly security: 'tls' | 'starttls'
  /** Null where the server asks for no name. */
  readonly user: string | null
  /** What letters come from. */
  readonly fromAddress: string
}

/** GET /v1/console/stores/:store/email */
export interface EmailBody {
  /** The store's own address, which answers to letters go to. */
  readonly contactAddress: string | null
  readonly server: MailServer | null
  /** The environment says which, and this page cannot change it. */
  readonly isFixed: boolean
  /** How soon shoppers are promised an answer by email, once they may be. */
  readonly answerWithinMs: number
  /** When somebody followed the link in a test letter: from then on the widget promises letters. */
  readonly confirmedAt: number | null
  readonly test: TestLetter | null
}

/** The last test letter, and what has become of it. */
export interface TestLetter {
  readonly address: string
  readonly at: number
  readonly state: LetterState
  readonly lastError: string | null
}

/** PUT /v1/console/stores/:store/email */
export interface EmailSettingsBody {
  readonly contactAddress: string | null
  /** Left out: stays as it is. Null: none. A null password: the one that is kept, for the same server and name. */
  readonly server?: (MailServer & { readonly password: string | null }) | null
}

/** A line of GET /v1/console/stores/:store/letters?state=&before= */
export interface LetterSummary {
  readonly id: LetterId
  readonly kind: LetterKind
  readonly conversation: ConversationId | null
  readonly toAddress: string
  readonly toName: string | null
  readonly subject: string
  readonly state: LetterState
  readonly createdAt: number
  /** When it was sent, given up or called back. */
  readonly endedAt: number | null
  readonly tries: number
  readonly lastError: string | null
}

export interface LettersBody {
  readonly letters: readonly LetterSummary[]
  /** Pass as `before` for the next page; null at the end. */
  readonly next: string | null
  /** Letters do not leave: this is the demo, or there is no mail server. They can be answered here. */
  readonly stay: 'demo' | 'no_server' | null
}

/** GET /v1/console/stores/:store/letters/:letter; its page is at …/:letter/page. */
export interface LetterBody extends LetterSummary {
  readonly fromName: string
  readonly replyTo: string | null
  readonly text: string
}

/** POST /v1/console/stores/:store/letters/:letter/answer, where letters stay */
export interface LetterAnswerBody {
  readonly clientId: ClientId
  readonly text: string
}

/** POST /v1/stores/:store/transcript (bearer): the visitor's newest chat goes to their proven address. */
export interface TranscriptSentBody {
  readonly address: string
}
