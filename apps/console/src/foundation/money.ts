import type { CartValue } from '@shopbell/protocol'

/** An amount in its currency, as people here write it. */
export function money({ total, currency }: CartValue): string {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(total / 100)
}
