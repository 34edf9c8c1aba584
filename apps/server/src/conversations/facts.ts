import type { AgentId, NamedAgent, NamedTeam, Standing, WhyHere } from '@shopbell/protocol'

/** What is known of a conversation's course. Times are milliseconds since 1970 UTC. */
export interface Facts {
  readonly standing: Standing
  readonly openedAtMs: number
  /** Since when the visitor waits for a person's answer. */
  readonly waitingSinceMs: number | null
  readonly lastVisitorAtMs: number
  readonly firstReplyAtMs: number | null
  /** Whose last connection was lost, and when. */
  readonly lost: { readonly agentId: AgentId; readonly atMs: number } | null
  /** From when the standing's deadline runs. */
  readonly dueFromMs: number
  /** How far a wait has been noticed: past the target, then past the alarm. */
  readonly alarm: 'target' | 'alarm' | null
  /** Who was offered it because its agent is silent. */
  readonly offered: NamedAgent | null
  /** How often typing has put the silence off. */
  readonly signsOfLife: number
  /** Since when the visitor is connected nowhere; null while connected. */
  readonly visitorGoneAtMs: number | null
  /** The visitor was gone for too long and stands at the end of the queue since. */
  readonly placeGivenUp: boolean
  /** The last reply of the team's, and since when the visitor has not seen all of them. */
  readonly unseen: { readonly seq: number; readonly sinceMs: number } | null
  /** Where letters go; null while no address was left. */
  readonly replyAddress: string | null
  /** How soon the store promised to answer by email; null where it did not. */
  readonly answerWithinMs: number | null
}

/** What may happen to a conversation. Notes, ratings and the like are not here: they move nothing. */
export type Happening =
  | NamelessHappening
  | { readonly kind: 'agent_wrote'; readonly agent: NamedAgent; readonly seq: number }
  | {
      readonly kind: 'given'
      readonly because: GivenBecause
      readonly agentId: AgentId
      readonly why?: WhyHere
    }
  | { readonly kind: 'closed' | 'reopened' | 'agent_back'; readonly agentId: AgentId }
  | { readonly kind: 'released'; readonly agentId?: AgentId }
  | { readonly kind: 'transferred'; readonly agentId: AgentId; readonly to: TransferTo<AgentId> }

/** A happening whose agents are known by name, as the log will say it. */
export type NamedHappening =
  | NamelessHappening
  | { readonly kind: 'agent_wrote'; readonly agent: NamedAgent; readonly seq: number }
  | {
      readonly kind: 'given'
      readonly because: GivenBecause
      readonly agent: NamedAgent
      readonly why?: WhyHere
    }
  | { readonly kind: 'closed' | 'reopened' | 'agent_back'; readonly agent: NamedAgent }
  | { readonly kind: 'released'; readonly agent: NamedAgent | null }
  | { readonly kind: 'transferred'; readonly agent: NamedAgent; readonly to: TransferTo<NamedAgent> }

type NamelessHappening =
  | { readonly kind: 'visitor_wrote' }
  | { readonly kind: 'visitor_gone' }
  | { readonly kind: 'visitor_back' }
  | { readonly kind: 'visitor_saw'; readonly seq: number }
  /** `byEmail`: the rest goes by email. `withinMs`: how soon the store promises to answer; null: it must not yet. */
  | {
      readonly kind: 'address_left'
      readonly address: string
      readonly withinMs: number | null
      readonly byEmail: boolean
    }
  | { readonly kind: 'agent_lost'; readonly agentId: AgentId }
  | { readonly kind: 'agent_typing'; readonly agentId: AgentId }
  /**
   * The clock has reached the deadline, if it has. Who else could answer, and when the store opens next, is for the
   * deadlines that ask for it.
   */
  | { readonly kind: 'deadline'; readonly offerTo?: NamedAgent | null; readonly opensAtMs?: number | null }

type GivenBecause = 'assigned' | 'claimed'

export type TransferTo<Agent> =
  | { readonly kind: 'agent'; readonly agent: Agent }
  | { readonly kind: 'team'; readonly team: NamedTeam }

/** The facts of a conversation that begins with a visitor's message: it waits. */
export function factsAtBeginning(nowMs: number): Facts {
  return {
    standing: { status: 'waiting', sinceMs: nowMs },
    openedAtMs: nowMs,
    waitingSinceMs: nowMs,
    lastVisitorAtMs: nowMs,
    firstReplyAtMs: null,
    lost: null,
    dueFromMs: nowMs,
    alarm: null,
    offered: null,
    signsOfLife: 0,
    visitorGoneAtMs: null,
    placeGivenUp: false,
    unseen: null,
    replyAddress: null,
    answerWithinMs: null,
  }
}
