import type { DueFor } from '@shopbell/database'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import type { Facts } from './facts'

/** When something is to happen by itself, in ms since 1970 UTC, and what. */
export interface Deadline {
  readonly atMs: number
  readonly for: DueFor
}

/** The earliest deadline of these facts; null only when closed. */
export function dueOf(facts: Facts, durations: Durations): Deadline | null {
  const own = standingsOwnDeadline(facts, durations)
  if (own === null) return null
  const others = [
    agentLostDeadline(facts, durations),
    placeDeadline(facts, durations),
    letterDeadline(facts, durations),
  ]
  return others.reduce<Deadline>(
    (earliest, other) => (other !== null && other.atMs <= earliest.atMs ? other : earliest),
    own,
  )
}

/** When whoever waits for a person will have waited longer than the target, in ms; null while nobody waits. */
export function lateAtOf(facts: Facts, durations: Durations): number | null {
  const { standing, waitingSinceMs } = facts
  if (waitingSinceMs === null) return null
  return standing.status === 'by_email'
    ? standing.promisedAtMs
    : waitingSinceMs + silenceOf(facts, durations).targetMs
}

/** Whether a visitor's message may reopen it; later it begins a new one. Only asked of closed ones. */
export function mayReopen({ standing }: Facts, nowMs: number, { reopenMs }: Durations): boolean {
  return standing.status === 'closed' && nowMs < standing.closedAtMs + reopenMs
}

const SIGNS_OF_LIFE = 2

/**
 * Whether typing counts now. It is a sign of life, but words are what is waited for: it puts the silence off twice at
 * most, and not before half of the target has passed.
 */
export function maySignLife(facts: Facts, nowMs: number, durations: Durations): boolean {
  const { standing, signsOfLife, dueFromMs } = facts
  const isOwed = standing.status === 'with_agent' && standing.awaiting === 'agent'
  const fromMs = dueFromMs + silenceOf(facts, durations).targetMs / 2
  return isOwed && signsOfLife < SIGNS_OF_LIFE && nowMs >= fromMs
}

function standingsOwnDeadline(facts: Facts, durations: Durations): Deadline | null {
  const { standing, dueFromMs, alarm } = facts
  switch (standing.status) {
    case 'waiting': {
      const afterMs = alarm === null ? durations.replyTargetMs : durations.waitingAlarmMs
      return { atMs: dueFromMs + afterMs, for: 'waiting_alarm' }
    }
    case 'with_agent': {
      if (standing.awaiting === 'visitor') {
        return { atMs: dueFromMs + durations.visitorSilentMs, for: 'visitor_silent' }
      }
      const { targetMs, alarmMs } = silenceOf(facts, durations)
      return alarm === null
        ? { atMs: dueFromMs + targetMs, for: 'reply_target' }
        : { atMs: dueFromMs + alarmMs, for: 'reply_alarm' }
    }
    case 'with_assistant':
      return { atMs: dueFromMs + durations.assistantSilentMs, for: 'assistant_silent' }
    case 'by_email':
      if (standing.awaiting === 'visitor') {
        return { atMs: dueFromMs + durations.emailSilentMs, for: 'email_silent' }
      }
      // Once the promised time has passed the deadline runs from the last time it did.
      return dueFromMs < standing.promisedAtMs
        ? { atMs: standing.promisedAtMs, for: 'email_answer' }
        : { atMs: dueFromMs + durations.emailAnswerMs, for: 'email_answer' }
    case 'closed':
      return null
    default:
      return assertNever(standing)
  }
}

/** How long an agent may be silent: the first answer is waited for most. */
function silenceOf({ firstReplyAtMs }: Facts, durations: Durations) {
  return firstReplyAtMs === null
    ? { targetMs: durations.replyTargetMs, alarmMs: durations.replyAlarmMs }
    : { targetMs: durations.laterReplyTargetMs, alarmMs: durations.laterReplyAlarmMs }
}

function agentLostDeadline({ standing, lost }: Facts, { agentLostGraceMs }: Durations): Deadline | null {
  if (standing.status !== 'with_agent' || lost === null) return null
  return { atMs: lost.atMs + agentLostGraceMs, for: 'agent_lost' }
}

function placeDeadline(facts: Facts, { placeKeptMs }: Durations): Deadline | null {
  const { standing, visitorGoneAtMs, placeGivenUp } = facts
  if (standing.status !== 'waiting' || visitorGoneAtMs === null || placeGivenUp) return null
  return { atMs: visitorGoneAtMs + placeKeptMs, for: 'place_given_up' }
}

/** What the visitor has not seen goes out as a letter: soon after they left, later while they may still look. */
function letterDeadline(
  { unseen, replyAddress, visitorGoneAtMs }: Facts,
  durations: Durations,
): Deadline | null {
  if (unseen === null || replyAddress === null) return null
  const atMs =
    visitorGoneAtMs === null
      ? unseen.sinceMs + durations.letterWhileHereMs
      : Math.max(unseen.sinceMs, visitorGoneAtMs) + durations.letterOnceGoneMs
  return { atMs, for: 'letter_due' }
}
