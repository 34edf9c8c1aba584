import {
  CART_TOTAL_MAX,
  PAGE_TYPES,
  type PageType,
  type Priority,
  type Rule,
  type TeamId,
} from '@shopbell/protocol'
import { copy } from '../copy'
import type { Errors } from '../foundation/form-state'

/** A rule as it stands in its form. */
export interface TypedRule {
  readonly name: string
  readonly isOn: boolean
  /** One word or phrase a line. */
  readonly words: string
  readonly pageTypes: readonly PageType[]
  /** In the currency itself: `99.90`. */
  readonly cart: string
  readonly priority: Priority
  readonly team: TeamId | null
  /** With commas between. */
  readonly tags: string
}

export const NEW_RULE: TypedRule = {
  name: '',
  isOn: true,
  words: '',
  pageTypes: [],
  cart: '',
  priority: 0,
  team: null,
  tags: '',
}

export function typedRule({ name, isOn, condition, effect }: Rule): TypedRule {
  const { words = [], pageTypes = [], cartAtLeast } = condition
  return {
    name,
    isOn,
    words: words.join('\n'),
    pageTypes,
    cart: cartAtLeast === undefined ? '' : String(cartAtLeast / 100),
    priority: effect.priority ?? 0,
    team: effect.team ?? null,
    tags: (effect.tags ?? []).join(', '),
  }
}

/** The rule that was typed. What is empty is left out; a cart that is no amount counts as none. */
export function ruleOf(typed: TypedRule): Rule {
  const words = split(typed.words, '\n')
  const tags = split(typed.tags, ',')
  const pageTypes = PAGE_TYPES.filter((type) => typed.pageTypes.includes(type))
  const cart = hundredthsOf(typed.cart)
  return {
    name: typed.name.trim(),
    isOn: typed.isOn,
    condition: {
      ...(words.length > 0 && { words }),
      ...(pageTypes.length > 0 && { pageTypes }),
      ...(cart !== null && { cartAtLeast: cart }),
    },
    effect: {
      ...(typed.priority > 0 && { priority: typed.priority }),
      ...(typed.team !== null && { team: typed.team }),
      ...(tags.length > 0 && { tags }),
    },
  }
}

/** What is wrong with it, by field. */
export function wrongInRule(typed: TypedRule): Errors {
  const { name, effect } = ruleOf(typed)
  return {
    ...(name === '' && { name: copy.rules.nameMissing }),
    ...(typed.cart.trim() !== '' && hundredthsOf(typed.cart) === null && { cart: copy.rules.cartWrong }),
    ...(Object.keys(effect).length === 0 && { effect: copy.rules.effectMissing }),
  }
}

/** An amount such as 250 or 99,90 in hundredths; null for what is none. */
export function hundredthsOf(amount: string): number | null {
  const [, whole, part = ''] = /^(\d{1,10})(?:[.,](\d{1,2}))?$/.exec(amount.trim()) ?? []
  if (whole === undefined) return null
  const hundredths = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  return hundredths <= CART_TOTAL_MAX ? hundredths : null
}

/** What the server answered about the rule in this place, by the form's fields. */
export function errorsOfRule(fields: Errors, place: number): Errors | null {
  const start = `rules.${place}.`
  const ours = Object.entries(fields).flatMap(([path, words]) => {
    if (!path.startsWith(start)) return []
    const [part = '', field = part] = path.slice(start.length).split('.')
    return [[field === 'cartAtLeast' ? 'cart' : field, words] as const]
  })
  return ours.length === 0 ? null : Object.fromEntries(ours)
}

function split(text: string, by: string): readonly string[] {
  return [...new Set(text.split(by).map((part) => part.trim()))].filter((part) => part !== '')
}
