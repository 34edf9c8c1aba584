import { letters } from '@shopbell/database'
import type { ConversationId, LetterKind, StoreId } from '@shopbell/protocol'
import { and, eq, lte } from 'drizzle-orm'
import { drawLetterId } from './ids'
import { requireAddress } from './mail-address'
import type { Work } from './transact'

/** A letter as its reader will see it, and whom it goes to. */
export interface NewLetter {
  readonly kind: LetterKind
  /** The same key twice is one letter. */
  readonly key: string
  /** Null for the installation's own. */
  readonly storeId: StoreId | null
  readonly conversationId?: ConversationId
  readonly toAddress: string
  readonly toName: string | null
  readonly fromName: string
  /** Where an answer goes; null: to whom it comes from. */
  readonly replyTo: string | null
  readonly subject: string
  readonly text: string
  readonly html: string
  /** What it holds of the log: replies up to this place. */
  readonly upToSeq?: number
  /** The letter that this one goes on from, by its Message-ID. */
  readonly inReplyTo?: string
  /** The right half of its Message-ID: a domain of ours. */
  readonly host: string
}

const SUBJECT_LENGTH = 150
const NAME_LENGTH = 80

/**
 * Puts letters into the outbox, in the same commit as what they tell of. Their Message-IDs and their bytes are fixed
 * from now on, however often they are tried. Gives how many are new: a key that is there already is that letter.
 * Throws `invalid` for what is not one plain address.
 */
export async function enqueueLetters(work: Work, newLetters: readonly NewLetter[]): Promise<number> {
  if (newLetters.length === 0) return 0
  const nowMs = work.now.getTime()
  const made = await work.db
    .insert(letters)
    .values(newLetters.map((letter) => rowOf(letter, nowMs)))
    .onConflictDoNothing({ target: letters.key })
    .returning({ id: letters.id })
  return made.length
}

/** One letter, as `enqueueLetters`. False if it is there already. */
export async function enqueueLetter(work: Work, letter: NewLetter): Promise<boolean> {
  return (await enqueueLetters(work, [letter])) === 1
}

/**
 * Calls back the letters of a conversation whose every reply has been seen, in the same commit as the sight of them.
 * What has left already stays what it is.
 */
export async function cancelLetters(
  work: Work,
  conversationId: ConversationId,
  seenUpToSeq: number,
): Promise<void> {
  await work.db
    .update(letters)
    .set({ state: 'cancelled', endedAt: work.now.getTime() })
    .where(
      and(
        eq(letters.conversationId, conversationId),
        eq(letters.kind, 'replies'),
        eq(letters.state, 'waiting'),
        lte(letters.upToSeq, seenUpToSeq),
      ),
    )
}

function rowOf(letter: NewLetter, nowMs: number): typeof letters.$inferInsert {
  const id = drawLetterId()
  return {
    id,
    storeId: letter.storeId,
    conversationId: letter.conversationId ?? null,
    kind: letter.kind,
    key: letter.key,
    messageId: `<${id}@${letter.host}>`,
    inReplyTo: letter.inReplyTo ?? null,
    toAddress: requireAddress(letter.toAddress),
    toName: letter.toName === null ? null : oneLine(letter.toName, NAME_LENGTH),
    fromName: oneLine(letter.fromName, NAME_LENGTH),
    replyTo: letter.replyTo === null ? null : requireAddress(letter.replyTo),
    subject: oneLine(letter.subject, SUBJECT_LENGTH),
    text: letter.text,
    html: letter.html,
    upToSeq: letter.upToSeq ?? null,
    createdAt: nowMs,
    state: 'waiting',
    runAt: nowMs,
  }
}

/** The text in one line and at most so many characters: nothing in it can begin another header. */
export function oneLine(text: string, length: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  const letters = [...line]
  return letters.length <= length
    ? line
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}
