import type { Standing } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import {
  agentBack,
  agentLost,
  agentTyping,
  agentWrote,
  given,
  released,
  reopened,
  transferred,
} from './agent-moves'
import { deadlinePassed } from './deadline-moves'
import type { Facts, NamedHappening } from './facts'
import { close, type Move } from './moves'
import { addressLeft, visitorBack, visitorGone, visitorSaw, visitorWrote } from './visitor-moves'

/** Who must move next. Every standing but `closed` has exactly one answer. */
export type Party = 'visitor' | 'assistant' | 'queue' | 'agent' | 'store' | 'nobody'

export function nextToMove(standing: Standing): Party {
  switch (standing.status) {
    case 'waiting':
      return 'queue'
    case 'with_agent':
      return standing.awaiting
    case 'with_assistant':
      return 'assistant'
    case 'by_email':
      return standing.awaiting
    case 'closed':
      return 'nobody'
    default:
      return assertNever(standing)
  }
}

/** What a happening does to a conversation. Pure: the caller stores the facts and says the effects. */
export function move(facts: Facts, happening: NamedHappening, nowMs: number, durations: Durations): Move {
  switch (happening.kind) {
    case 'visitor_wrote':
      return visitorWrote(facts, nowMs, durations)
    case 'visitor_gone':
      return visitorGone(facts, nowMs)
    case 'visitor_back':
      return visitorBack(facts)
    case 'visitor_saw':
      return visitorSaw(facts, happening.seq)
    case 'address_left':
      return addressLeft(facts, happening, nowMs, durations)
    case 'agent_wrote':
      return agentWrote(facts, happening, nowMs)
    case 'agent_typing':
      return agentTyping(facts, happening, nowMs, durations)
    case 'agent_lost':
      return agentLost(facts, happening, nowMs)
    case 'agent_back':
      return agentBack(facts, happening.agent, nowMs, durations)
    case 'given':
      return given(facts, happening, nowMs)
    case 'transferred':
      return transferred(facts, happening, nowMs)
    case 'released':
      return released(facts, happening.agent, nowMs)
    case 'reopened':
      return reopened(facts, happening.agent, nowMs)
    case 'closed':
      return close(facts, 'agent', happening.agent, nowMs)
    case 'deadline':
      return deadlinePassed(facts, happening, nowMs, durations)
    default:
      return assertNever(happening)
  }
}
