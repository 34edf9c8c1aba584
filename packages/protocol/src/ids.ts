/**
 * Every id carries its kind as a prefix, so that a visitor's id cannot be passed where an agent's is meant,
 * neither in code nor in a log line. The server draws them; a client draws only `ClientId`.
 */
export type StoreId = `sto_${string}`
export type VisitorId = `vis_${string}`
export type AgentId = `agt_${string}`
export type ConversationId = `conv_${string}`
export type CannedReplyId = `can_${string}`
export type TeamId = `team_${string}`
export type RuleId = `rule_${string}`
export type LetterId = `let_${string}`

/** A client's key for "this is the same message again": unique within one sender, time-ordered. */
export type ClientId = string

/** What a client id may look like. Base 62 and two separators, 16 to 40 characters. */
export const CLIENT_ID_PATTERN = /^[0-9A-Za-z_-]{16,40}$/

/**
 * Draws a client id: nine characters of base-36 milliseconds, so that ids sort by time and their index stays
 * local, then fifteen random ones (77 bits). `random` fills a byte array, as `crypto.getRandomValues` does.
 */
export function drawClientId(nowMs: number, random: (bytes: Uint8Array) => Uint8Array): ClientId {
  const bytes = random(new Uint8Array(15))
  let tail = ''
  for (const byte of bytes) tail += (byte % 36).toString(36)
  return Math.floor(nowMs).toString(36).padStart(9, '0') + tail
}
