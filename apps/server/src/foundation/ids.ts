import { createHash } from 'node:crypto'
import {
  type AgentId,
  type CannedReplyId,
  type ClientId,
  type ConversationId,
  drawClientId,
  type LetterId,
  type RuleId,
  type StoreId,
  type TeamId,
  type VisitorId,
} from '@shopbell/protocol'
import { customRandom } from 'nanoid'

/** Fills an array with random bytes. Tests pass one of their own. */
export type Random = (bytes: Uint8Array) => Uint8Array

/** The system's randomness, good for secrets. */
export const systemRandom: Random = (bytes) => {
  crypto.getRandomValues(bytes)
  return bytes
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'
const ID_LENGTH = 20
// 32 of 36 characters: 165 bits.
const TOKEN_LENGTH = 32

/** Letters and digits, `length` of them. */
export function drawText(length: number, random: Random = systemRandom): string {
  return customRandom(ALPHABET, length, (size) => random(new Uint8Array(size)))()
}

export const drawStoreId = (random?: Random): StoreId => `sto_${drawText(ID_LENGTH, random)}`
export const drawVisitorId = (random?: Random): VisitorId => `vis_${drawText(ID_LENGTH, random)}`
export const drawAgentId = (random?: Random): AgentId => `agt_${drawText(ID_LENGTH, random)}`
export const drawConversationId = (random?: Random): ConversationId => `conv_${drawText(ID_LENGTH, random)}`
export const drawCannedReplyId = (random?: Random): CannedReplyId => `can_${drawText(ID_LENGTH, random)}`
export const drawTeamId = (random?: Random): TeamId => `team_${drawText(ID_LENGTH, random)}`
export const drawRuleId = (random?: Random): RuleId => `rule_${drawText(ID_LENGTH, random)}`
export const drawLetterId = (random?: Random): LetterId => `let_${drawText(ID_LENGTH, random)}`

/** A time-ordered client id, for entries that no client wrote. */
export function drawServerClientId(nowMs: number, random: Random = systemRandom): ClientId {
  return drawClientId(nowMs, random)
}

/** A secret that is given out once: a visitor's token, a session's, a code. Only its hash is kept. */
export function drawToken(random?: Random): string {
  return drawText(TOKEN_LENGTH, random)
}

/** SHA-256 in hex. The tokens are long and random, so a fast hash keeps them well. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
