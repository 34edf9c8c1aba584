/** Where most shoppers have their address. Names of five letters or more: shorter ones are too near to others. */
const COMMON = [
  'gmail.com',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'icloud.com',
  'proton.me',
  'googlemail.com',
  't-online.de',
]
/** Real ones that look like a slip of those. */
const REAL = new Set(['mail.com', 'email.com', 'ymail.com', 'rocketmail.com'])
/** Another country's end is no slip, but for these, which are `com` with a letter missing. */
const SLIPPED_ENDS = new Set(['co', 'cm', 'om'])
const SHORT_NAME = 5

/** The address that was probably meant, for "Did you mean …?"; null where nothing looks like a slip of the finger. */
export function addressHint(address: string): string | null {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).toLowerCase()
  if (at < 1 || COMMON.includes(domain) || REAL.has(domain)) return null
  const meant = COMMON.find((common) => isSlipOf(domain, common))
  return meant === undefined ? null : `${address.slice(0, at)}@${meant}`
}

function isSlipOf(domain: string, common: string): boolean {
  const end = endOf(domain)
  if (end.length === 2 && end !== endOf(common) && !SLIPPED_ENDS.has(end)) return false
  return slipsBetween(domain, common) <= (common.indexOf('.') > SHORT_NAME ? 2 : 1)
}

function endOf(domain: string): string {
  return domain.slice(domain.lastIndexOf('.') + 1)
}

/** How many letters were left out, added, changed, or swapped with their neighbour. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        (last[j] ?? i) + 1,
        (row[j - 1] ?? i) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? a.length
}
