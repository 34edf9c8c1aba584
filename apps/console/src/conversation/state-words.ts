import type { AgentId, ConversationRow, Entry } from '@shopbell/protocol'
import { copy } from '../copy'
import { nowMs } from '../foundation/clock'
import { moment } from '../foundation/times'

/** Where a conversation stands, in words, and on which page the shopper last wrote. */
export function stateWords(
  row: Pick<ConversationRow, 'standing' | 'page'>,
  entries: readonly Entry[],
  me: AgentId,
  now: number = nowMs(),
): string {
  const words = standingWords(row.standing, entries, me, now)
  const page = row.page?.title.trim()
  return page && row.standing.status !== 'closed' ? copy.conversation.state.onPage(words, page) : words
}

function standingWords(
  standing: ConversationRow['standing'],
  entries: readonly Entry[],
  me: AgentId,
  now: number,
): string {
  const words = copy.conversation.state
  switch (standing.status) {
    case 'waiting':
      return words.waiting(moment(standing.sinceMs, now))
    case 'with_agent': {
      if (standing.agentId !== me) return words.theirs(standing.agentName)
      const came = entries.findLast((entry) => entry.kind === 'standing' && entry.body.to === 'with_agent')
      return came === undefined ? words.mine : words.mineSince(moment(came.at, now))
    }
    case 'with_assistant':
      return words.assistant
    case 'by_email':
      return words.email
    case 'closed':
      return words.closed(moment(standing.closedAtMs, now))
  }
}
