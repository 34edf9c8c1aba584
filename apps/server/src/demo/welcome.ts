import { visitors } from '@shopbell/database'
import type { AgentId, ConversationId, PageContext, VisitorId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { NewEntry } from '../conversations/new-entry'
import { raiseMarks } from '../conversations/read-marks'
import { assertNever } from '../foundation/errors'
import { drawServerClientId } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { claimConversation } from '../routing/claim'
import { closeConversation } from '../routing/close'
import { leaveAddress } from '../routing/leave-address'
import { setSwitch } from '../routing/switch'
import { transferConversation } from '../routing/transfer'
import { DEMO_CONVERSATIONS, type DemoConversation, type DemoStep } from './conversations'
import { DEMO_STORE, INES, NOOR, WORKSHOP } from './people'

/**
 * Somebody has come in by the printed link: Ines is available, and the first time the conversations are laid out, so
 * that the clocks in them run from now. By the road that every message takes.
 */
export async function welcomeToDemo(work: Work, agentId: AgentId, shopOrigin: string): Promise<void> {
  if (agentId !== INES.id) return
  await setSwitch(work, { storeId: DEMO_STORE, agentId, place: 'available' })
  const [first] = await work.db
    .select({ id: visitors.id })
    .from(visitors)
    .where(eq(visitors.id, visitorIdOf(DEMO_CONVERSATIONS[0])))
  if (first !== undefined) return
  await work.db
    .insert(visitors)
    .values(
      DEMO_CONVERSATIONS.map((conversation) => ({
        storeId: DEMO_STORE,
        id: visitorIdOf(conversation),
        kind: 'web' as const,
        name: conversation.name,
        createdAt: work.now.getTime(),
      })),
    )
    .onConflictDoNothing()
  for (const conversation of DEMO_CONVERSATIONS) await layOut(work, conversation, shopOrigin)
}

/** A shopper who comes twice is one visitor. */
function visitorIdOf(conversation: DemoConversation | undefined): VisitorId {
  const at = DEMO_CONVERSATIONS.findIndex(({ name }) => name === conversation?.name)
  return `vis_demo${at}`
}

async function layOut(work: Work, conversation: DemoConversation, shopOrigin: string): Promise<void> {
  const { path, title, type } = conversation.page
  const page: PageContext = { url: `${shopOrigin}${path}`, title: `${title} · Mackerel Sky`, type }
  let id: ConversationId | null = null
  for (const step of conversation.steps) {
    const then = { ...work, now: new Date(work.now.getTime() - step.beforeMs) }
    id = await take(then, step, { visitorId: visitorIdOf(conversation), page, id })
  }
  if (id === null || !conversation.read) return
  await raiseMarks(work, [
    {
      storeId: DEMO_STORE,
      conversationId: id,
      readerKind: 'agent',
      readerId: INES.id,
      place: WHATEVER_THERE_IS,
    },
  ])
}

/** A mark beyond the log means its end. */
const WHATEVER_THERE_IS = 1_000

interface Scene {
  readonly visitorId: VisitorId
  readonly page: PageContext
  /** The conversation, once it has begun. */
  readonly id: ConversationId | null
}

async function take(then: Work, step: DemoStep, scene: Scene): Promise<ConversationId> {
  const storeId = DEMO_STORE
  const clientId = drawServerClientId(then.now.getTime())
  if ('shopper' in step) {
    const { visitorId, page } = scene
    return append(then, {
      from: 'visitor',
      storeId,
      visitorId,
      clientId,
      via: 'widget',
      text: step.shopper,
      page,
      files: [],
    })
  }
  if (scene.id === null) throw new Error('a demo conversation begins with its shopper')
  const conversationId = scene.id
  if ('leaves' in step) {
    const { visitorId } = scene
    const left = { storeId, visitorId, address: step.leaves, byEmail: true, language: null }
    await leaveAddress(then, left)
    return conversationId
  }
  const agentId = step.by === 'ines' ? INES.id : NOOR.id
  if ('closes' in step) {
    await closeConversation(then, { storeId, agentId, conversationId })
    return conversationId
  }
  if ('passesOn' in step) {
    await transferConversation(then, { storeId, agentId, conversationId, to: { team: WORKSHOP.id } })
    return conversationId
  }
  if ('notes' in step) {
    return append(then, {
      from: 'agent',
      kind: 'note',
      agentId,
      conversationId,
      clientId,
      via: 'console',
      text: step.notes,
      files: [],
    })
  }
  if ('says' in step) {
    await claimConversation(then, { storeId, agentId, conversationId })
    return append(then, {
      from: 'agent',
      kind: 'message',
      agentId,
      conversationId,
      clientId,
      via: 'console',
      text: step.says,
      files: [],
    })
  }
  return assertNever(step)
}

async function append(work: Work, entry: NewEntry): Promise<ConversationId> {
  const [outcome] = await appendEntries(work, [entry])
  if (outcome?.kind !== 'stored') throw new Error('a demo conversation could not be laid out')
  return outcome.entry.conversation
}
