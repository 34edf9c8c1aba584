import {
  type PageContext,
  PRIORITIES,
  type Rule,
  type RuleCondition,
  type RulesTriedBody,
  type TeamId,
} from '@shopbell/protocol'

/** How a conversation begins: with which words, and on which page. */
export interface Beginning {
  readonly text: string
  readonly page: Pick<PageContext, 'type' | 'cart'> | null
}

/**
 * Where the rules put a conversation that begins like this. Every rule that is on and applies counts: the highest
 * priority, the first team of those that have somebody in them, and all tags.
 */
export function sortingOf(
  rules: readonly Rule[],
  { text, page }: Beginning,
  staffed: ReadonlySet<TeamId>,
): RulesTriedBody {
  const said = wordsOf(text)
  const applied = rules.flatMap(({ isOn, condition }, place) =>
    isOn && holds(condition, said, page) ? place : [],
  )
  const effects = applied.flatMap((place) => rules[place]?.effect ?? [])
  return {
    priority: PRIORITIES.findLast((one) => effects.some(({ priority }) => priority === one)) ?? 0,
    team: effects.find(({ team }) => team !== undefined && staffed.has(team))?.team ?? null,
    tags: [...new Set(effects.flatMap(({ tags = [] }) => tags))],
    applied,
  }
}

function holds(
  { words, pageTypes, cartAtLeast }: RuleCondition,
  said: string,
  page: Beginning['page'],
): boolean {
  if (words !== undefined && !words.some((word) => isSaid(wordsOf(word), said))) return false
  if (pageTypes !== undefined && (page === null || !pageTypes.includes(page.type))) return false
  return cartAtLeast === undefined || (page?.cart !== undefined && page.cart.total >= cartAtLeast)
}

/** What has no word in it is never said. */
function isSaid(phrase: string, said: string): boolean {
  return phrase.trim() !== '' && said.includes(phrase)
}

// Also for languages that write without spaces. Word boundaries hardly depend on a locale.
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'word' })

/** The words of a text, without case and signs, one space before and after each: a phrase is a part of it. */
function wordsOf(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
  const words = [...SEGMENTER.segment(plain)].flatMap(({ segment, isWordLike }) =>
    isWordLike ? segment : [],
  )
  return ` ${words.join(' ')} `
}
