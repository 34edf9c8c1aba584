import type { RefusalCode } from '@shopbell/protocol'

export interface RefusalDetails {
  /** A plain sentence that names what is allowed; the code's own if none is given. */
  readonly message?: string
  readonly retryAfterMs?: number
  readonly fields?: Readonly<Record<string, string>>
  /** For the log. */
  readonly cause?: unknown
}

/** The domain says no. The code says what the client should do; doors turn it into a frame or a status. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: RefusalCode
  readonly retryAfterMs: number | undefined
  readonly fields: Readonly<Record<string, string>> | undefined

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(
      details.message ?? REFUSAL_SENTENCES[code],
      details.cause === undefined ? {} : { cause: details.cause },
    )
    this.code = code
    this.retryAfterMs = details.retryAfterMs
    this.fields = details.fields
  }
}

/** What a refusal says where nothing more exact is known. */
export const REFUSAL_SENTENCES: Readonly<Record<RefusalCode, string>> = {
  not_json: 'Send one JSON object.',
  invalid: 'A field is missing, unknown or not of its kind.',
  too_long: 'The text is longer than the limit.',
  too_large: 'The body is larger than the limit.',
  unknown_version: 'None of these versions is spoken here.',
  not_identified: 'Sign in or begin first.',
  wrong_credentials: 'Email or password is wrong.',
  origin_not_allowed: "This site is not on the store's list.",
  not_a_member: 'You do not belong to this store.',
  not_permitted: 'Your role does not allow this.',
  link_used: 'This link works once, and it has.',
  not_found: 'There is no such thing.',
  store_not_found: 'There is no such store.',
  conversation_not_found: 'There is no such conversation.',
  moved_on: 'Somebody else wrote first. Read it, then send yours again.',
  taken: 'Somebody else has this conversation.',
  already_exists: 'This name is in use.',
  conversation_closed: 'This conversation is closed. A note can still be added.',
  not_available: 'Nobody can be given this one there now.',
  team_empty: 'Nobody is in this team.',
  in_use: 'A rule uses this. Change the rule first.',
  too_many_open: 'Too many conversations are open here. Leave one first.',
  too_fast: 'Too many messages. Try again in a moment.',
  too_many_tries: 'Too many tries. Try again later.',
  busy: 'The server is busy. Try again in a moment.',
}

/** Ends a `switch` over a union: the compiler complains here when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`)
}
