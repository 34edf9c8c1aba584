import type { TeamId } from './ids'
import type { PageType } from './page-context'

/** In the queue a higher one goes first. */
export const PRIORITIES = [0, 1, 2] as const
/** 0 normal, 1 high, 2 urgent. */
export type Priority = (typeof PRIORITIES)[number]

/** All of what is given must be so; of the words and of the page types one is enough. */
export interface RuleCondition {
  /** Words or phrases in the shopper's message, in any case, as whole words. */
  readonly words?: readonly string[]
  readonly pageTypes?: readonly PageType[]
  /** The cart is worth at least this, in hundredths of the shop's currency. */
  readonly cartAtLeast?: number
}

export interface RuleEffect {
  readonly priority?: Priority
  readonly team?: TeamId
  readonly tags?: readonly string[]
}

/** One rule, in its place in the list. */
export interface Rule {
  readonly name: string
  readonly isOn: boolean
  readonly condition: RuleCondition
  readonly effect: RuleEffect
}

/** Where the rules put a conversation. */
export interface RulesSorting {
  readonly priority: Priority
  readonly team: TeamId | null
  readonly tags: readonly string[]
}

/** Bounds of a store's teams and rules. */
export const ROUTING_LIMITS = {
  teams: 50,
  /** Members of one team. */
  members: 200,
  /** Characters of a team's or a rule's name. */
  nameLength: 60,
  rules: 50,
  /** Words or phrases of one rule, and characters of each. */
  words: 100,
  wordLength: 60,
  tags: 5,
  tagLength: 30,
} as const
