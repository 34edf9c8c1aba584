/** Who takes part in a bench: each conversation has a shopper and the agent it is with. The seed makes them. */

export const STORE = 'sto_bench'
export const SITE = 'http://shop.example.com'
/** What one console may have opened at once. */
export const CONVERSATIONS_PER_AGENT = 20
/** Entries that a conversation has before the bench begins. */
export const ENTRIES_BEFORE = 20

export const conversationId = (n: number) => `conv_bench${padded(n)}`
export const visitorId = (n: number) => `vis_bench${padded(n)}`
export const visitorToken = (n: number) => `${VISITOR_TOKEN}${padded(n)}`
export const agentId = (n: number) => `agt_bench${padded(n)}`
export const agentToken = (n: number) => `agenttokenofthebench${padded(n)}`
export const agentName = (n: number) => `Agent ${n}`
/** Whom conversation `n` is with. */
export const agentOf = (n: number) => Math.floor(n / CONVERSATIONS_PER_AGENT)
/** Which conversation an id or a shopper's token is of. */
export const numberIn = (idOrToken: string) => Number(idOrToken.slice(-DIGITS))

const VISITOR_TOKEN = 'visitortokenofthebench'
const DIGITS = 6

function padded(n: number): string {
  return String(n).padStart(DIGITS, '0')
}
