export type CardAnswer = { is: 'accepted' } | { is: 'refused'; code: 'card_declined'; words: string }

/** The one card that the bank always declines. */
const declinedCard = '4000000000000002'

/** What is wrong with a card number, or null. Spaces and dashes do not matter. */
export function cardNumberFault(typed: string): string | null {
  const digits = digitsOf(typed)
  if (digits === '') return 'The long number on the front of the card.'
  if (/\D/.test(digits)) return 'Digits only, please.'
  if (digits.length < 13 || digits.length > 19) return `That is ${digits.length} digits. Most cards have 16.`
  return passesLuhn(digits) ? null : 'One digit is off. Try reading it aloud.'
}

/** What is wrong with an expiry date like "04 / 29", or null. A card is good until its month ends. */
export function expiryFault(typed: string, now: { year: number; month: number }): string | null {
  const found = /^(0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?(\d{2})$/.exec(typed.trim())
  if (!found) return 'Month and year, like 04/29.'
  const [, month, year] = found
  const isOver =
    2000 + Number(year) < now.year || (2000 + Number(year) === now.year && Number(month) < now.month)
  return isOver ? 'This card is past its date.' : null
}

/** What is wrong with a security code, or null. */
export function securityCodeFault(typed: string): string | null {
  return /^\d{3,4}$/.test(typed.trim()) ? null : 'Three digits on the back, four on some.'
}

/** Asks the bank, which in this shop is two lines long. Nothing leaves the page. */
export function askBank(typed: string): CardAnswer {
  if (digitsOf(typed) !== declinedCard) return { is: 'accepted' }
  return {
    is: 'refused',
    code: 'card_declined',
    words: 'The bank declined this card. Nothing was charged. Try another one, or ask us in the chat.',
  }
}

/** True for a number whose check digit is right. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function digitsOf(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '')
}
