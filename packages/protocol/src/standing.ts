import type { AgentId } from './ids'

/** Where a conversation stands. Times are milliseconds since 1970 UTC. */
export type Standing =
  | { readonly status: 'waiting'; readonly sinceMs: number }
  | {
      readonly status: 'with_agent'
      readonly agentId: AgentId
      readonly agentName: string
      readonly awaiting: 'visitor' | 'agent'
    }
  | { readonly status: 'with_assistant' }
  | { readonly status: 'by_email'; readonly awaiting: 'visitor' | 'store'; readonly promisedAtMs: number }
  | { readonly status: 'closed'; readonly closedAtMs: number }

export type StandingStatus = Standing['status']

/** Who can answer now: one answer with one reason. A cached page never carries it. */
export type Availability =
  /** `replyMs`: the measured first response time, or null while too few were measured. */
  | { readonly kind: 'live'; readonly replyMs: number | null }
  /**
   * Everybody who is here is at capacity. `place` is the place in the queue a new shopper would get. Where it would take
   * longer than the store promises, `isOffered` is false: an answer by email is the better offer.
   */
  | {
      readonly kind: 'busy'
      readonly place: number
      readonly estimateMs: number | null
      readonly isOffered: boolean
    }
  /** Open by hours, and nobody is there. `emailMs`: within this answers come by email; missing where none is promised. */
  | { readonly kind: 'nobody'; readonly emailMs?: number }
  | { readonly kind: 'closed'; readonly opensAt: number | null }

/** The three places of an agent's switch. */
export const SWITCHES = ['available', 'finishing', 'away'] as const
export type Switch = (typeof SWITCHES)[number]

export const ROLES = ['owner', 'admin', 'agent'] as const
export type Role = (typeof ROLES)[number]

/** Whether new shoppers are offered a person: as the waits are, always, or never. */
export const LIVE_CHATS = ['automatic', 'on', 'off'] as const
export type LiveChat = (typeof LIVE_CHATS)[number]
