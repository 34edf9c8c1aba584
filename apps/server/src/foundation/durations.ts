const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Every deadline of a conversation and every lease, in milliseconds. docs/routing.md says what happens at each. */
export const DEFAULT_DURATIONS = {
  /** From the loss of an agent's last connection until their conversations go back to the queue. */
  agentLostGraceMs: 30 * SECOND,
  /** Within this after the loss, what nobody took returns to the agent who comes back. */
  agentReturnMs: 15 * MINUTE,
  /** How long a visitor may wait for the first answer until the wait is noticed, and until it is offered to others. */
  replyTargetMs: 60 * SECOND,
  replyAlarmMs: 120 * SECOND,
  /** The same for every later answer. */
  laterReplyTargetMs: 90 * SECOND,
  laterReplyAlarmMs: 240 * SECOND,
  /** Once the team was told that somebody waits: told again at the next opening, at the latest after this. */
  waitingAlarmMs: DAY,
  /** How long the place of a visitor is kept who has left the page. */
  placeKeptMs: 10 * MINUTE,
  /** What was not seen goes out as a letter: after the visitor's last connection was closed, or while one is open. */
  letterOnceGoneMs: 60 * SECOND,
  letterWhileHereMs: 10 * MINUTE,
  /** A visitor who does not answer: closed. */
  visitorSilentMs: DAY,
  assistantSilentMs: HOUR,
  emailSilentMs: 14 * DAY,
  /** An answer by email that is late: due again as often. */
  emailAnswerMs: DAY,
  /** Within this after closing, the visitor's message reopens the conversation. */
  reopenMs: 7 * DAY,
  /** How long a presence lease is good for, and how often it is renewed. */
  leaseMs: 45 * SECOND,
  leaseRenewMs: 15 * SECOND,
} as const satisfies Record<string, number>

export type Durations = { readonly [K in keyof typeof DEFAULT_DURATIONS]: number }

const FLOOR_MS = 50

/** The defaults with some of them replaced; none goes below 50 ms, so that nothing is due at every moment. */
export function durationsWith(changes: Partial<Durations>): Durations {
  const all = { ...DEFAULT_DURATIONS, ...changes }
  const raise = (value: number) => Math.max(FLOOR_MS, value)
  return {
    agentLostGraceMs: raise(all.agentLostGraceMs),
    agentReturnMs: raise(all.agentReturnMs),
    replyTargetMs: raise(all.replyTargetMs),
    replyAlarmMs: raise(all.replyAlarmMs),
    laterReplyTargetMs: raise(all.laterReplyTargetMs),
    laterReplyAlarmMs: raise(all.laterReplyAlarmMs),
    waitingAlarmMs: raise(all.waitingAlarmMs),
    placeKeptMs: raise(all.placeKeptMs),
    letterOnceGoneMs: raise(all.letterOnceGoneMs),
    letterWhileHereMs: raise(all.letterWhileHereMs),
    visitorSilentMs: raise(all.visitorSilentMs),
    assistantSilentMs: raise(all.assistantSilentMs),
    emailSilentMs: raise(all.emailSilentMs),
    emailAnswerMs: raise(all.emailAnswerMs),
    reopenMs: raise(all.reopenMs),
    leaseMs: raise(all.leaseMs),
    leaseRenewMs: raise(all.leaseRenewMs),
  }
}
