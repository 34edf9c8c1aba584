import type { AgentId, ConversationId, ConversationRow, Switch } from '@shopbell/protocol'

/** Why it rings: it came to this agent, waits for anybody, was offered to them, or the shopper answered in theirs. */
export type Because = 'mine' | 'waiting' | 'offered' | 'answer'

export interface Ring {
  readonly row: ConversationRow
  readonly because: Because
}

/** What was heard of one conversation. */
interface Heard {
  readonly as: Exclude<Because, 'answer'>
  readonly because: Because
  /** The shopper's message it rang for. */
  readonly visitorSeq: number
  readonly sinceMs: number
  /** Null: not yet. */
  readonly rangAtMs: number | null
  /** Whether the agent has noticed it; until then it rings again. */
  readonly isNoticed: boolean
}

export type HeardOf = ReadonlyMap<ConversationId, Heard>

export interface Listening {
  readonly me: AgentId
  /** Only who is available is called to what waits. */
  readonly place: Switch
  /** The conversation on this screen. */
  readonly open: ConversationId | null
  /** Whether this screen is in front of the agent. */
  readonly isHere: boolean
  readonly nowMs: number
}

const RING_AGAIN_MS = 20_000
/** What waits is given to somebody at once where there is room: it calls everybody only if it was not. */
const GIVEN_WITHIN_MS = 2_000

/**
 * What is to ring now, and what has been heard by then. `heard` is null at first: what was there before the agent sat
 * down is on the screen, and rings for nothing. Pure.
 */
export function ringsFor(
  rows: readonly ConversationRow[],
  heard: HeardOf | null,
  listening: Listening,
): { readonly rings: readonly Ring[]; readonly heard: HeardOf } {
  const { isHere, nowMs } = listening
  const rings: Ring[] = []
  const next = new Map<ConversationId, Heard>()
  for (const row of rows) {
    const call = callOf(row, listening)
    if (call === null) continue
    const { as, visitorSeq } = call
    const before = heard?.get(row.id)
    const isNew = before?.as !== as || before.visitorSeq < visitorSeq
    const because = !isNew ? before.because : as === 'mine' && before?.as === 'mine' ? 'answer' : as
    // Whoever reads it right now needs no sound, nor does anybody for one more line in a list that is in front of them.
    const isSeen = isHere && (listening.open === row.id || because === 'answer')
    const isNoticed = heard === null || !call.isOwed || isSeen || (!isNew && before.isNoticed)
    const sinceMs = isNew ? nowMs : before.sinceMs
    const rangAtMs = isNew ? null : before.rangAtMs
    const firstMs = sinceMs + (as === 'waiting' ? GIVEN_WITHIN_MS : 0)
    const isDue = nowMs >= (rangAtMs === null ? firstMs : rangAtMs + RING_AGAIN_MS)
    const rangs = isDue && !isNoticed
    if (rangs) rings.push({ row, because })
    next.set(row.id, {
      as,
      because,
      visitorSeq,
      sinceMs,
      rangAtMs: rangs ? nowMs : rangAtMs,
      // In front of somebody one sound is enough.
      isNoticed: isNoticed || (isHere && (rangs || rangAtMs !== null)),
    })
  }
  return { rings, heard: next }
}

/** What a conversation is to this agent; `isOwed`: and asks for something now. Null: nothing. */
function callOf({ standing, isAlarmed, offered, visitorSeq }: ConversationRow, { me, place }: Listening) {
  if (standing.status === 'with_agent' && standing.agentId === me) {
    return { as: 'mine', visitorSeq, isOwed: standing.awaiting === 'agent' } as const
  }
  // One more line of somebody who waits anyway is no further call.
  if (isAlarmed && offered?.id === me) return { as: 'offered', visitorSeq: 0, isOwed: true } as const
  if (standing.status !== 'waiting') return null
  return { as: 'waiting', visitorSeq: 0, isOwed: place === 'available' } as const
}
