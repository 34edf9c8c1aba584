/** The versions of the wire that this build speaks, newest first. The server speaks N and N-1. */
export const PROTOCOL_VERSIONS = [1] as const

/** The bounds of the wire. The server tells them in `welcome` too, so that old widgets follow new servers. */
export const LIMITS = {
  /** Bytes of one text frame; a larger one closes the socket with 1009. */
  frameBytes: 65_536,
  /** Characters (UTF-16 code units) of one message or note. */
  textLength: 4_000,
  /** Entries of one `page`. */
  pageEntries: 200,
  /** Conversations that one agent's socket may have opened. */
  openConversations: 20,
  /** Rows of one console view. */
  viewRows: 100,
  /** Messages that one visitor or agent may send in ten seconds. */
  sendsPerTenSeconds: 20,
  /** Frames that one socket may send in ten seconds. */
  framesPerTenSeconds: 200,
} as const

export type Limits = { readonly [K in keyof typeof LIMITS]: number }

/** What an owner may set of how soon shoppers are answered, both ends included. */
export const SERVICE_LIMITS = {
  promisedWaitMinutes: { min: 1, max: 60 },
  emailAnswerHours: { min: 1, max: 336 },
} as const

/** Durations of the wire that only a server keeps, in milliseconds. */
export const SERVER_TIMES = {
  /** From the opening of a socket to its `hello`. */
  helloMs: 5_000,
  /** The server pings at a random moment between this and `TIMES.pingMaxMs`. */
  pingMinMs: 20_000,
  /** Within this after closing, a shopper's message reopens the conversation. */
  reopenMs: 7 * 24 * 60 * 60 * 1_000,
} as const

/** Durations of the wire that both sides keep, in milliseconds. */
export const TIMES = {
  pingMaxMs: 25_000,
  /** Without any frame for this long, either side calls the connection lost. */
  lostMs: 35_000,
  /** `typing` is forgotten this long after it was last said. */
  typingMs: 6_000,
  /** A panel that closed without identity keeps its socket this long. */
  anonymousSocketMs: 60_000,
  /** Later pages open a socket by themselves while the conversation was active within this. */
  resumeMs: 24 * 60 * 60 * 1_000,
} as const
