import { DomainError, REFUSAL_SENTENCES } from '../foundation/errors'
import type { Refused } from './moves'

/** The refusal as an error for commands. `taken` says who has it, and names the agent in `fields`. */
export function refusalError(refused: Refused): DomainError {
  const { code, by } = refused
  return new DomainError(code, {
    message: refusalSentence(refused),
    ...(by === undefined ? {} : { fields: { agentId: by.id, agentName: by.name } }),
  })
}

/** What a refusal says on a screen. */
export function refusalSentence({ code, by }: Refused): string {
  return code === 'taken' && by !== undefined ? `${by.name} has this conversation.` : REFUSAL_SENTENCES[code]
}
