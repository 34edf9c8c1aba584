import type { AgentId, ConversationRow, Standing } from '@shopbell/protocol'
import { copy } from '../copy'
import { shortMoment } from '../foundation/times'
import { fuseOf } from './fuse'

type Titled = Pick<ConversationRow, 'page'>

/** The name a shopper gave, or the page they came from. `storeName` is what shops add to every title. */
export function nameOf(row: Titled & Pick<ConversationRow, 'visitor'>, storeName: string): string {
  const name = row.visitor.name?.trim()
  if (name) return name
  const page = pageTitle(row, storeName)
  return page === null ? copy.list.shopper : copy.list.shopperFrom(page)
}

/** The title of the page a shopper last wrote from, without the store's own name at its end or beginning. */
export function pageTitle({ page }: Titled, storeName: string): string | null {
  const title = page?.title.trim() ?? ''
  const store = storeName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const own = new RegExp(`\\s*[·|:,–—-]\\s*${store}$|^${store}\\s*[·|:,–—-]\\s*`, 'iu')
  const short = storeName === '' ? title : title.replace(own, '')
  return short || title || null
}

/** Which hand answers: it is drawn as a solid, dashed or dotted thread. */
export function handOf(standing: Standing): 'person' | 'assistant' | 'letter' {
  if (standing.status === 'with_assistant') return 'assistant'
  return standing.status === 'by_email' ? 'letter' : 'person'
}

/** What stands at the end of a row's first line: the wait where somebody waits, else who has it or when it was. */
export function rowEnd(row: ConversationRow, me: AgentId, nowMs: number): string {
  const { standing } = row
  if (standing.status === 'closed') return copy.list.closedAt(shortMoment(standing.closedAtMs, nowMs))
  const fuse = fuseOf(row, nowMs)
  if (fuse !== null) return fuse.words
  if (standing.status === 'with_assistant') return copy.list.assistant
  if (standing.status === 'with_agent' && standing.agentId !== me)
    return copy.list.withAgent(standing.agentName)
  return shortMoment(row.last?.at ?? row.openedAt, nowMs)
}

/** How urgent it is and for which team, in words; '' where neither was said. */
export function sortingWords({ priority, standing }: ConversationRow, team: string | null): string {
  // What is closed is nobody's turn any more.
  if (standing.status === 'closed') return ''
  return [copy.list.priorities[priority], team ?? ''].filter(Boolean).join(', ')
}

/** Whether the shopper wrote something that this agent has not seen. Closed ones ask for nothing. */
export function isUnread(row: ConversationRow, ownMark: number | undefined): boolean {
  return row.standing.status !== 'closed' && row.visitorSeq > (ownMark ?? 0)
}

/**
 * Whether one of this agent's own conversations asks for something: it is unread, or its answer is late. What has been
 * silent for so long that anybody may take it is counted there.
 */
export function asksFor(
  me: AgentId,
  row: ConversationRow,
  { ownMark, nowMs }: { ownMark: number | undefined; nowMs: number },
): boolean {
  const { standing, isAlarmed, lateAt } = row
  if (standing.status !== 'with_agent' || standing.agentId !== me || isAlarmed) return false
  return isUnread(row, ownMark) || (lateAt !== null && lateAt <= nowMs)
}
