/** What a client should do about a refusal. */
export type Remedy =
  /** The same frame will never be accepted; show the reason. */
  | 'final'
  /** The same frame, with the same client id, later. `retryAfterMs` says when. */
  | 'retry'
  /** Something moved; look again, then decide. */
  | 'look_again'
  /** Identify (sign in, begin) first. */
  | 'identify'

/** The closed list of refusals, on the wire and over HTTP: what to do about each, and its HTTP status. */
export const REFUSALS = {
  // The frame or body itself.
  not_json: { remedy: 'final', status: 400 },
  invalid: { remedy: 'final', status: 400 },
  too_long: { remedy: 'final', status: 400 },
  too_large: { remedy: 'final', status: 413 },
  unknown_version: { remedy: 'final', status: 400 },
  // Who asks.
  not_identified: { remedy: 'identify', status: 401 },
  wrong_credentials: { remedy: 'final', status: 401 },
  origin_not_allowed: { remedy: 'final', status: 403 },
  not_a_member: { remedy: 'final', status: 403 },
  not_permitted: { remedy: 'final', status: 403 },
  link_used: { remedy: 'final', status: 410 },
  // What is asked for. Another store's id answers exactly like one that does not exist.
  not_found: { remedy: 'final', status: 404 },
  store_not_found: { remedy: 'final', status: 404 },
  conversation_not_found: { remedy: 'final', status: 404 },
  // What stands in the way.
  moved_on: { remedy: 'look_again', status: 409 },
  taken: { remedy: 'look_again', status: 409 },
  already_exists: { remedy: 'final', status: 409 },
  conversation_closed: { remedy: 'look_again', status: 409 },
  not_available: { remedy: 'look_again', status: 409 },
  team_empty: { remedy: 'look_again', status: 409 },
  in_use: { remedy: 'final', status: 409 },
  too_many_open: { remedy: 'final', status: 409 },
  // Not now.
  too_fast: { remedy: 'retry', status: 429 },
  too_many_tries: { remedy: 'retry', status: 429 },
  busy: { remedy: 'retry', status: 503 },
} as const satisfies Record<string, { remedy: Remedy; status: number }>

export type RefusalCode = keyof typeof REFUSALS

/** Why the server says good-bye, and whether to come back. A final one is not followed by a reconnect. */
export const BYES = {
  /** The server restarts; `retryAfterMs` spreads the return. */
  going_away: { closeCode: 1012, final: false },
  /** No `hello` in time, or nothing heard. */
  timed_out: { closeCode: 4408, final: false },
  /** The reader fell too far behind; catch up from the log. */
  too_slow: { closeCode: 4429, final: false },
  /** More frames than the limit. */
  flooding: { closeCode: 4430, final: false },
  /** The session, membership or token is no longer valid. */
  signed_out: { closeCode: 4401, final: true },
  /** This site is not on the store's list. */
  origin_not_allowed: { closeCode: 4403, final: true },
  /** The socket's first frame was not a `hello`, or a frame was binary. */
  protocol_error: { closeCode: 4400, final: true },
  /** No version in common. */
  unknown_version: { closeCode: 4406, final: true },
  store_not_found: { closeCode: 4404, final: true },
} as const satisfies Record<string, { closeCode: number; final: boolean }>

export type ByeCode = keyof typeof BYES
