import type { Standing } from '@shopbell/protocol'
import { copy } from '../copy'
import type { ApiError } from '../foundation/api'
import { wordsOf } from '../foundation/form-state'

/** Why something could not be done with a conversation. `holder` is who has it now, if that was heard. */
export function actionWords(error: ApiError, holder: string | null): string {
  const { fields } = error
  switch (error.code) {
    case 'taken': {
      const name = fields.agentName ?? holder
      return name === null ? copy.conversation.lostRaceUnknown : copy.conversation.lostRace(name)
    }
    case 'conversation_closed':
      return copy.conversation.noLongerOpen
    case 'moved_on':
      return copy.conversation.noLongerWaiting
    case 'already_exists':
      return copy.conversation.openElsewhere
    case 'not_available':
      return whyNotWords(fields)
    case 'not_found':
      return copy.transfer.gone
    case 'team_empty':
      return copy.transfer.teamEmpty
    default:
      return wordsOf(error)
  }
}

/** The name of whoever has it. */
export function holderOf(standing: Standing | undefined | null): string | null {
  return standing?.status === 'with_agent' ? standing.agentName : null
}

function whyNotWords({ agentName = '', why }: ApiError['fields']): string {
  const words = copy.transfer.refused
  if (why === 'finishing') return words.finishing(agentName)
  return why === 'not_connected' ? words.not_connected(agentName) : words.away(agentName)
}
