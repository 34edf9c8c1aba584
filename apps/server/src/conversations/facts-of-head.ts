import type { Durations } from '../foundation/durations'
import { dueOf, lateAtOf } from './deadlines'
import type { Facts } from './facts'
import { type Head, standingOf } from './head'

/** A row's facts, as the standing's function reads them. */
export function factsOf(head: Head): Facts {
  return {
    standing: standingOf(head),
    openedAtMs: head.openedAt,
    waitingSinceMs: head.waitingSince,
    lastVisitorAtMs: head.lastVisitorAt,
    firstReplyAtMs: head.firstReplyAt,
    lost:
      head.lostAgentId === null || head.agentLostAt === null
        ? null
        : { agentId: head.lostAgentId, atMs: head.agentLostAt },
    dueFromMs: head.dueFrom,
    alarm: head.alarm,
    offered:
      head.offeredAgentId === null ? null : { id: head.offeredAgentId, name: head.offeredAgentName ?? '' },
    signsOfLife: head.signsOfLife,
    visitorGoneAtMs: head.visitorGoneAt,
    placeGivenUp: head.placeGivenUp,
    unseen:
      head.unseenSeq === null || head.unseenSince === null
        ? null
        : { seq: head.unseenSeq, sinceMs: head.unseenSince },
    replyAddress: head.replyAddress,
    answerWithinMs: head.answerWithin,
  }
}

/** The columns that say these facts; the deadline is derived here and nowhere else. */
export function columnsOf(facts: Facts, durations: Durations) {
  const { standing, lost, offered, unseen } = facts
  const due = dueOf(facts, durations)
  const agent = standing.status === 'with_agent' ? standing : null
  return {
    status: standing.status,
    agentId: agent?.agentId ?? null,
    agentName: agent?.agentName ?? null,
    awaiting: standing.status === 'with_agent' || standing.status === 'by_email' ? standing.awaiting : null,
    waitingSince: facts.waitingSinceMs,
    queuedAt: standing.status === 'waiting' ? standing.sinceMs : null,
    lostAgentId: lost?.agentId ?? null,
    agentLostAt: lost?.atMs ?? null,
    promisedAt: standing.status === 'by_email' ? standing.promisedAtMs : null,
    lastVisitorAt: facts.lastVisitorAtMs,
    firstReplyAt: facts.firstReplyAtMs,
    closedAt: standing.status === 'closed' ? standing.closedAtMs : null,
    dueFrom: facts.dueFromMs,
    dueAt: due?.atMs ?? null,
    dueFor: due?.for ?? null,
    lateAt: lateAtOf(facts, durations),
    alarm: facts.alarm,
    offeredAgentId: offered?.id ?? null,
    offeredAgentName: offered?.name ?? null,
    signsOfLife: facts.signsOfLife,
    visitorGoneAt: facts.visitorGoneAtMs,
    placeGivenUp: facts.placeGivenUp,
    unseenSeq: unseen?.seq ?? null,
    unseenSince: unseen?.sinceMs ?? null,
    replyAddress: facts.replyAddress,
    answerWithin: facts.answerWithinMs,
  } satisfies Partial<Head>
}
