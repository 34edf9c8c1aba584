import type { AgentId, ConversationRow, Entry } from '@shopbell/protocol'
import { copy } from '../copy'
import { moment } from '../foundation/times'
import { pageTitle } from '../inbox/row-words'

interface Told {
  readonly entries: readonly Entry[]
  readonly me: AgentId
  readonly storeName: string
  readonly now: number
}

/** Where a conversation stands, in words, and on which page the shopper last wrote. */
export function stateWords(row: Pick<ConversationRow, 'standing' | 'page'>, told: Told): string {
  const words = standingWords(row.standing, told)
  const page = pageTitle(row, told.storeName)
  return page !== null && row.standing.status !== 'closed'
    ? copy.conversation.state.onPage(words, page)
    : words
}

function standingWords(standing: ConversationRow['standing'], { entries, me, now }: Told): string {
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
