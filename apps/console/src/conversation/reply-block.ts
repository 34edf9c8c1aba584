import type { AgentId, Standing } from '@shopbell/protocol'
import { copy } from '../copy'

/** Why this agent may not reply here now, in words; null if they may. A note is always possible. */
export function replyBlock(standing: Standing, me: AgentId): string | null {
  if (standing.status === 'closed') return copy.composer.closed
  const isTheirs = standing.status === 'with_agent' && standing.agentId !== me
  return isTheirs ? copy.composer.theirs(standing.agentName) : null
}

/** Whether a reply makes the conversation the writer's: nobody has it yet. */
export function replyTakes(standing: Standing): boolean {
  return standing.status === 'waiting' || standing.status === 'with_assistant'
}
