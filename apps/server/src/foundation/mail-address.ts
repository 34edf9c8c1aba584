import { domainToASCII } from 'node:url'
import { DomainError } from './errors'

/** One address as it may be written to, or why it is none, in a sentence for whoever typed it. */
export type ReadAddress =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'invalid'; readonly message: string }

const LOCAL_LENGTH = 64
const ADDRESS_LENGTH = 254
const DOMAIN_LENGTH = 253

/** The dot-atom of RFC 5322: no quotes, comments, spaces, or dots at the ends or side by side. */
const DOT_ATOM = /^[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+(\.[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+)*$/
/** Letters of any script, digits, hyphens and dots: whatever else would be decoded or guessed at. */
const PLAIN_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u
/** Two labels or more, the last one no number. */
const ASCII_DOMAIN = /^([0-9a-z]([0-9a-z-]{0,61}[0-9a-z])?\.)+(?!\d+$)[0-9a-z]([0-9a-z-]{0,61}[0-9a-z])$/

/**
 * Judges a text that is to be exactly one mail address, before any mail code sees it: no display name, list, group,
 * quoting or line break. What passes is ASCII, an international domain as `xn--…`, and in lower case, as every mailbox
 * reads it: the same box twice is the same address.
 */
export function parseAddress(text: string): ReadAddress {
  const at = text.lastIndexOf('@')
  if (at < 1 || /[\s\p{Cc}]/u.test(text)) return NOT_COMPLETE
  const local = text.slice(0, at)
  if (/[,;<>()"]/.test(text) || local.includes('@')) return ONE_ALONE
  if (/[^\p{ASCII}]/u.test(local)) return PLAIN_LETTERS
  const typed = text.slice(at + 1)
  const domain = PLAIN_DOMAIN.test(typed) ? domainToASCII(typed) : ''
  if (!DOT_ATOM.test(local) || !ASCII_DOMAIN.test(domain)) return NOT_COMPLETE
  const address = `${local.toLowerCase()}@${domain}`
  const isTooLong =
    local.length > LOCAL_LENGTH || domain.length > DOMAIN_LENGTH || address.length > ADDRESS_LENGTH
  return isTooLong ? TOO_LONG : { kind: 'address', address }
}

/** The address alone. Throws `invalid` with the sentence, also as that of `field` where one is named. */
export function requireAddress(text: string, field?: string): string {
  const read = parseAddress(text)
  if (read.kind === 'address') return read.address
  const { message } = read
  throw new DomainError('invalid', {
    message,
    ...(field === undefined ? {} : { fields: { [field]: message } }),
  })
}

const invalid = (message: string) => ({ kind: 'invalid', message }) as const
const NOT_COMPLETE = invalid('That is not complete yet. It looks like name@example.com.')
const ONE_ALONE = invalid('One address alone, without a name. It looks like name@example.com.')
const PLAIN_LETTERS = invalid('Before the @ we can write to plain letters and digits only.')
const TOO_LONG = invalid('This is longer than an address can be.')
