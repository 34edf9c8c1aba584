import type { AgentId, ConversationRow } from '@shopbell/protocol'
import { copy } from '../copy'
import { fuseOf } from '../inbox/fuse'

type Silent = Pick<ConversationRow, 'standing' | 'waitingSince' | 'lateAt' | 'isAlarmed' | 'offered'>

/** What is said of an agent's silence; null while there is time, or nobody's answer is waited for. */
export function silenceWords(
  row: Silent,
  me: AgentId,
  nowMs: number,
): { readonly heat: 'soon' | 'late'; readonly text: string } | null {
  const { standing } = row
  const fuse = fuseOf(row, nowMs)
  if (standing.status !== 'with_agent' || standing.awaiting !== 'agent') return null
  if (fuse === null || fuse.heat === 'calm') return null
  const time = fuse.leftSeconds > 0 ? copy.secondsLeft(fuse.leftSeconds) : copy.secondsOver(-fuse.leftSeconds)
  const taker = takerWords(row, me)
  return { heat: fuse.heat, text: taker === null ? time : `${time} ${taker}` }
}

/** Of a row in the list: who is silent, and who can take it. Null unless somebody else has been so for too long. */
export function alarmWords({ standing, isAlarmed, offered }: Silent, me: AgentId): string | null {
  if (!isAlarmed || standing.status !== 'with_agent' || standing.agentId === me) return null
  return copy.list.silent(standing.agentName, offered !== null && offered.id !== me ? offered.name : null)
}

function takerWords({ standing, isAlarmed, offered }: Silent, me: AgentId): string | null {
  if (!isAlarmed) return null
  if (offered !== null && offered.id !== me) return copy.canTake(offered.name)
  const isMine = standing.status === 'with_agent' && standing.agentId === me
  return isMine ? null : copy.youCanTake
}
