export type Promo = { is: 'good'; code: string; percent: number } | { is: 'no_good'; why: string }

/** What a promo code is worth, or why it is worth nothing. Capitals and spaces do not matter. */
export function promoFor(typed: string): Promo {
  const code = typed.replaceAll(/\s/g, '').toUpperCase()
  switch (code) {
    case '':
      return { is: 'no_good', why: 'Type the code first. It is on the card that came with your last parcel.' }
    case 'RAIN10':
      return { is: 'good', code, percent: 10 }
    case 'SUN10':
      return { is: 'no_good', why: 'SUN10 ended with the summer. It comes back when the sun does.' }
    default:
      return { is: 'no_good', why: `We have no code ${code}. Capitals do not matter, the digits do.` }
  }
}
