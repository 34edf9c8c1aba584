import type { VisitorSnapshot } from '@shopbell/chat-client'
import type { Availability, StandingStatus } from '@shopbell/protocol'
import { words } from '../copy-conversation'
import { clockTime, dayName, duration } from './times'

/** What stands under the store's name. The mark says the same without words, and never stands alone. */
export interface Status {
  readonly mark: 'here' | 'busy' | 'assistant' | null
  readonly words: string
}

/** Null while nothing true can be said: not connected, or the server has not spoken yet. */
export function statusOf(snapshot: VisitorSnapshot, nowMs: number): Status | null {
  const { availability, connection, conversation } = snapshot
  if (connection.kind !== 'open') return null
  const standing = conversation?.standing
  if (standing?.status === 'with_agent') return { mark: 'here', words: words.withYou(standing.agentName) }
  if (standing?.status === 'with_assistant') return { mark: 'assistant', words: words.assistant }
  switch (availability?.kind) {
    case undefined:
      return null
    case 'live': {
      const { replyMs } = availability
      return {
        mark: 'here',
        words: replyMs === null ? words.weAreHere : words.weAreHereUsually(duration(replyMs, 'long')),
      }
    }
    case 'busy':
      return { mark: 'busy', words: busyWords(availability, standing?.status) }
    case 'nobody':
      return { mark: null, words: words.nobody }
    case 'closed': {
      const { opensAt } = availability
      return {
        mark: null,
        words:
          opensAt === null
            ? words.closedForNow
            : words.closedBack(dayName(opensAt, nowMs), clockTime(opensAt)),
      }
    }
  }
}

/** The place is the shopper's own, or what it would be if they wrote now. */
function busyWords(
  { place, estimateMs, isOffered }: Extract<Availability, { kind: 'busy' }>,
  status: StandingStatus | undefined,
): string {
  if (status === 'by_email') return words.allBusy
  if (!isOffered && status !== 'waiting') return words.allBusyLeaveEmail
  if (estimateMs === null) return words.allBusyNumber(place)
  return words.allBusyAbout(place, duration(estimateMs, 'short'))
}

/** The strip under the header, while words written now would not go out at once. */
export function stripOf({ connection }: VisitorSnapshot): string | null {
  if (connection.kind === 'reconnecting') return words.reconnecting
  if (connection.kind === 'offline') return words.offline
  return connection.kind === 'ended' ? words.unreachable : null
}
