import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** How dear a hash is. Kept in the hash itself, so that raising it spares the passwords of yesterday. */
export interface ScryptCost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/** About 100 ms and 32 MiB. Source: OWASP Password Storage Cheat Sheet, scrypt, N = 2^15, r = 8, p = 3. */
export const SCRYPT_COST: ScryptCost = { logN: 15, r: 8, p: 3 }
const KEY_BYTES = 32
const SALT_BYTES = 16
/** Hashes reckoned at once: each takes a thread of the pool and 32 MiB. */
const AT_ONCE = 2
/** Beyond this many waiting, a flood of sign-ins would only make everybody wait. */
const WAITING_AT_MOST = 64

/** Reckons hashes of passwords, a few at a time. */
export class Passwords {
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #cost: ScryptCost
  /** A hash of nothing: what it costs to find a password wrong. */
  readonly #decoy: string

  constructor(cost: ScryptCost = SCRYPT_COST) {
    this.#cost = cost
    this.#decoy = written(cost, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES))
  }

  /** A hash to keep: `scrypt$logN$r$p$salt$key`. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES)
    const key = await this.#reckon(password, salt, this.#cost)
    return written(this.#cost, salt, key)
  }

  /**
   * Whether the password is the one behind the hash. No hash (nobody of that address, or a person without a
   * password) takes as long and is wrong, so that an answer's time tells nobody who has an account.
   */
  async matches(password: string, kept: string | null): Promise<boolean> {
    const { cost, salt, key } = parts(kept ?? this.#decoy)
    const reckoned = await this.#reckon(password, salt, cost)
    return timingSafeEqual(reckoned, key) && kept !== null
  }

  /** Whether so many wait already that a new one should come back later. */
  get isBusy(): boolean {
    return this.#waiting.length >= WAITING_AT_MOST
  }

  async #reckon(password: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running += 1
    try {
      return await new Promise((resolve, reject) => {
        const options = { N: 2 ** logN, r, p, maxmem: 256 * r * 2 ** logN }
        // Unicode writes one password in several ways; a keyboard at home and one at work must agree.
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      })
    } finally {
      // The place passes straight to the next in line, so that nobody can step in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}

function written({ logN, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', logN, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

function parts(kept: string): { cost: ScryptCost; salt: Buffer; key: Buffer } {
  const [scheme, logN, r, p, salt, key] = kept.split('$')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined)
    throw new Error('Unknown password scheme.')
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}
