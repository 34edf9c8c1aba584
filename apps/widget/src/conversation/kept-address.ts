/** What this device remembers of the address that the shopper was asked for. */
export interface KeptAddress {
  /** As far as it was typed. */
  readonly typed: string
  /** The conversation in which it was left, or in which the shopper would rather not; '' for none yet. */
  readonly settledIn: string
  /** The number of the last entry then: what comes later may be a reason to ask again. */
  readonly settledAt: number
}

/** What the device kept, whatever it is: another version of this page may have written it. */
export function readKeptAddress(kept: unknown): KeptAddress {
  const part = (name: string): unknown => (typeof kept === 'object' && kept ? Reflect.get(kept, name) : null)
  const [typed, settledIn, settledAt] = [part('typed'), part('settledIn'), part('settledAt')]
  return {
    typed: typeof typed === 'string' ? typed : '',
    settledIn: typeof settledIn === 'string' ? settledIn : '',
    settledAt: typeof settledAt === 'number' ? settledAt : 0,
  }
}
