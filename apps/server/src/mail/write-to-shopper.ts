import { entries, letters, type Queryable, readMarks, visitors } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, asc, desc, eq, gt, inArray, max, sql } from 'drizzle-orm'
import { storedEntry } from '../conversations/entry-json'
import { conversationOfStore } from '../conversations/find-conversation'
import type { Head } from '../conversations/head'
import { DomainError } from '../foundation/errors'
import { enqueueLetter } from '../foundation/letters'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Work } from '../foundation/transact'
import { requireStore } from '../stores/store'
import { languageFor } from './copy'
import type { Written } from './letter-parts'
import { receipt, replies, type Said, type ToShopper, transcript } from './letters-to-shoppers'
import { chatUrlOf, type PostOffice } from './post-office'

export interface OfConversation {
  readonly storeId: StoreId
  readonly conversationId: ConversationId
}

const DAY = 24 * 60 * 60 * 1_000
/** Of a very long chat, the end. */
const TRANSCRIPT_ENTRIES = 2_000
const REPLIES_AT_ONCE = 50

/**
 * The receipt for an address that was left, with the promise that was made: one per address and day. False if there
 * was one already, or no address is known. Throws `conversation_not_found`.
 */
export async function writeReceipt(work: Work, office: PostOffice, of: OfConversation): Promise<boolean> {
  const desk = await deskOf(work, of)
  if (desk === null) return false
  const day = Math.floor(work.now.getTime() / DAY)
  return send(work, office, desk, {
    kind: 'receipt',
    key: `receipt:${of.storeId}:${desk.address}:${day}`,
    written: receipt(await shopperOf(work, desk), desk.head.answerWithin),
  })
}

/**
 * The agents' replies that the shopper has neither seen nor been sent, in one letter. False if there are none, or no
 * address is known. Throws `conversation_not_found`.
 */
export async function writeReplies(work: Work, office: PostOffice, of: OfConversation): Promise<boolean> {
  const desk = await deskOf(work, of)
  if (desk === null) return false
  const unseen = await repliesAfter(work.db, desk.head, await knownUpTo(work.db, desk.head))
  const last = unseen.at(-1)
  if (last === undefined) return false
  const said = unseen.map(({ sender, text }) => ({ name: sender ?? desk.store.name, text }))
  return send(work, office, desk, {
    kind: 'replies',
    key: `replies:${of.conversationId}:${last.seq}:${desk.address}`,
    written: replies(await shopperOf(work, desk), said, {
      isAnswerable: desk.store.demo || desk.store.contactAddress !== null,
    }),
    upToSeq: last.seq,
  })
}

/**
 * The whole chat, for who asks for it: an agent, or the shopper once the address is known to be theirs. Asked for
 * again without anything new, it is not sent again. Gives the address. Throws `not_permitted` where that is only a
 * claim, `invalid` where there is none, `conversation_not_found`.
 */
export async function writeTranscript(
  work: Work,
  office: PostOffice,
  { askedBy, ...of }: OfConversation & { readonly askedBy: 'visitor' | 'agent' },
): Promise<string> {
  const desk = await deskOf(work, of)
  if (desk === null) throw new DomainError('invalid', { message: 'No email address was left in this chat.' })
  if (askedBy === 'visitor' && desk.provenAt === null) {
    throw new DomainError('not_permitted', { message: 'This address has not answered a letter of ours yet.' })
  }
  const { head, address } = desk
  await send(work, office, desk, {
    kind: 'transcript',
    key: `transcript:${head.id}:${address}:${head.nextVisible}`,
    written: transcript(await shopperOf(work, desk), {
      openedAt: head.openedAt,
      said: await saidIn(work.db, head),
      zone: desk.store.hours?.zone ?? 'UTC',
    }),
  })
  return address
}

/** What a letter to this conversation's shopper is written from. */
interface Desk {
  readonly head: Head
  readonly store: Awaited<ReturnType<typeof requireStore>>
  readonly address: string
  readonly provenAt: number | null
  readonly language: string | null
  readonly visitorName: string | null
}

async function deskOf(work: Work, { storeId, conversationId }: OfConversation): Promise<Desk | null> {
  const head = await conversationOfStore(work.db, storeId, conversationId)
  if (head === null) throw new DomainError('conversation_not_found')
  if (head.replyAddress === null) return null
  const [visitor] = await work.db
    .select({ address: visitors.address, provenAt: visitors.addressProvenAt, language: visitors.language })
    .from(visitors)
    .where(and(eq(visitors.storeId, storeId), eq(visitors.id, head.visitorId)))
  return {
    head,
    store: await requireStore(work.db, storeId),
    address: head.replyAddress,
    provenAt: visitor?.address === head.replyAddress ? visitor.provenAt : null,
    language: visitor?.language ?? null,
    visitorName: head.visitorName,
  }
}

async function shopperOf(work: Work, { store, head, language }: Desk): Promise<ToShopper> {
  return {
    store: store.name,
    language: languageFor(language),
    chatUrl: await chatUrlOf(work.db, store.id, head.page),
  }
}

interface ToSend {
  readonly kind: 'receipt' | 'replies' | 'transcript'
  readonly key: string
  readonly written: Written
  readonly upToSeq?: number
}

async function send(work: Work, { host }: PostOffice, desk: Desk, letter: ToSend): Promise<boolean> {
  const { written, upToSeq, ...rest } = letter
  const earlier = await lastLetterTo(work.db, desk)
  return enqueueLetter(work, {
    ...rest,
    ...written,
    storeId: desk.store.id,
    conversationId: desk.head.id,
    toAddress: desk.address,
    // A name that the shopper typed is their word: it goes to a proven address only.
    toName: desk.provenAt === null ? null : desk.visitorName,
    fromName: desk.store.name,
    replyTo: desk.store.contactAddress,
    host,
    ...(upToSeq === undefined ? {} : { upToSeq }),
    ...(earlier === null ? {} : { inReplyTo: earlier }),
  })
}

/** So that a mail program shows one conversation's letters together. */
async function lastLetterTo(db: Queryable, { head, address }: Desk): Promise<string | null> {
  const [found] = await db
    .select({ messageId: letters.messageId })
    .from(letters)
    .where(and(eq(letters.conversationId, head.id), eq(letters.toAddress, address)))
    .orderBy(desc(letters.createdAt), desc(letters.id))
    .limit(1)
  return found?.messageId ?? null
}

/** The place up to which the shopper has seen, or is being written, everything. */
async function knownUpTo(db: Queryable, { id }: Head): Promise<number> {
  const [seen] = await db
    .select({ seq: max(readMarks.seq) })
    .from(readMarks)
    .where(and(eq(readMarks.conversationId, id), eq(readMarks.readerKind, 'visitor')))
  const [written] = await db
    .select({ seq: max(letters.upToSeq) })
    .from(letters)
    .where(
      and(
        eq(letters.conversationId, id),
        eq(letters.kind, 'replies'),
        inArray(letters.state, ['waiting', 'sent']),
      ),
    )
  return Math.max(seen?.seq ?? 0, written?.seq ?? 0)
}

interface Reply {
  readonly seq: number
  readonly sender: string | null
  readonly text: string
}

async function repliesAfter(db: Queryable, { id }: Head, seq: number): Promise<readonly Reply[]> {
  const rows = await db
    .select({ entry: storedEntry })
    .from(entries)
    .where(
      and(
        eq(entries.conversationId, id),
        gt(entries.seq, seq),
        eq(entries.kind, 'message'),
        eq(entries.senderKind, 'agent'),
      ),
    )
    .orderBy(asc(entries.seq))
    .limit(REPLIES_AT_ONCE)
  return rows
    .flatMap(({ entry }) => messageIn(entry))
    .map(({ seq, sender, body }) => {
      return { seq, sender: sender.name, text: body.text }
    })
}

async function saidIn(db: Queryable, { id }: Head): Promise<readonly Said[]> {
  const rows = await db
    .select({ entry: storedEntry })
    .from(entries)
    .where(
      and(eq(entries.conversationId, id), eq(entries.kind, 'message'), sql`${entries.visible} is not null`),
    )
    .orderBy(desc(entries.seq))
    .limit(TRANSCRIPT_ENTRIES)
  return rows
    .reverse()
    .flatMap(({ entry }) => messageIn(entry))
    .flatMap(({ sender, body, at }) => {
      return sender.kind === 'system' ? [] : [{ by: sender.kind, name: sender.name, text: body.text, at }]
    })
}

/** A log's line as the message that it is; none for other kinds. */
function messageIn(entry: StoredEntry) {
  return entry.kind === 'message' ? [entry] : []
}
