import type { ConversationId, Entry, FetchFrame, ResumePoint, Standing } from '@shopbell/protocol'
import type { Line } from './kept'

/** Entries asked for at once when looking back, and when catching up. */
const BACK = 50
const FORWARD = 200
/** Before everything: the newest page, whatever the head is. Postgres keeps places in 31 bits. */
const NEWEST = 2_147_483_647

/** One conversation's log as far as it is known here: one gapless range that may begin anywhere. */
export interface Timeline {
  readonly conversation: ConversationId
  /** '' while the server has not said it. */
  readonly epoch: string
  readonly lines: readonly Line[]
  /** The highest number that the log is known to have; null while nothing is known. */
  readonly head: number | null
  readonly standing: Standing | null
  readonly visitorMark: number
  readonly teamMark: number
}

export function emptyTimeline(conversation: ConversationId, epoch = ''): Timeline {
  return { conversation, epoch, lines: [], head: null, standing: null, visitorMark: 0, teamMark: 0 }
}

/** The number of the newest entry held here; 0 if there is none. */
export function lastSeq({ lines }: Timeline): number {
  return lines.at(-1)?.seq ?? 0
}

/**
 * Takes in what continues the range at either end, drops what is held already, and remembers from the rest how
 * far the log goes. `anywhere`: a first range may begin at any place, not only at the log's beginning.
 */
export function withLines(timeline: Timeline, incoming: readonly Line[], anywhere: boolean): Timeline {
  const lines = [...timeline.lines]
  const known = lines.length
  for (const line of incoming) {
    const last = lines.at(-1)
    if (last ? line.seq === last.seq + 1 : anywhere || line.seq === 1) lines.push(line)
  }
  for (const line of [...incoming].reverse()) if (line.seq + 1 === lines[0]?.seq) lines.unshift(line)
  const seen = withHead(timeline, Math.max(-1, ...incoming.map(({ seq }) => seq)))
  return lines.length === known ? seen : { ...seen, lines }
}

/** The log is at least this long. */
export function withHead(timeline: Timeline, head: number): Timeline {
  return head > (timeline.head ?? -1) ? { ...timeline, head } : timeline
}

/** Where the log ends, as `welcome` and `opened` say it: the truth, also where it is less than was known here. */
export function atHead(timeline: Timeline, epoch: string, head: number): Timeline {
  const kept = epoch === timeline.epoch && head >= lastSeq(timeline) ? timeline : restarted(timeline, epoch)
  return kept.head === head ? kept : { ...kept, head }
}

/** Marks are only ever raised. */
export function withMarks(timeline: Timeline, visitor: number, team: number): Timeline {
  const { visitorMark, teamMark } = timeline
  if (visitor <= visitorMark && team <= teamMark) return timeline
  return { ...timeline, visitorMark: Math.max(visitor, visitorMark), teamMark: Math.max(team, teamMark) }
}

/** Drops the entries. In another epoch every number means something else, so those go too. */
export function restarted(timeline: Timeline, epoch: string): Timeline {
  if (epoch === timeline.epoch) return { ...timeline, lines: [] }
  return { ...emptyTimeline(timeline.conversation, epoch), standing: timeline.standing }
}

/** What to ask for in order to be up to date, or null. */
export function missing(timeline: Timeline): FetchFrame | null {
  const { conversation, head } = timeline
  const last = lastSeq(timeline)
  if (last === 0 && head !== 0)
    return { type: 'fetch', conversation, before: head === null ? NEWEST : head + 1, limit: BACK }
  return (head ?? 0) > last ? { type: 'fetch', conversation, after: last, limit: FORWARD } : null
}

/** What to ask for in order to look further back, or null at the log's beginning. */
export function earlier({ conversation, lines }: Timeline): FetchFrame | null {
  const first = lines[0]?.seq ?? 1
  return first > 1 ? { type: 'fetch', conversation, before: first, limit: BACK } : null
}

/** Where this client stands, for `hello`. */
export function resumePoint(timeline: Timeline): ResumePoint {
  const { conversation, epoch, lines } = timeline
  return { conversation, epoch, after: lastSeq(timeline), lastClientId: lines.at(-1)?.clientId || null }
}

/** The entries a screen can show. */
export function shownEntries({ lines }: Timeline): readonly Entry[] {
  return lines.filter((line) => line.kind !== 'unknown')
}
