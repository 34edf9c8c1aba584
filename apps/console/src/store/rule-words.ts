import type { Rule, RulesSorting, Team } from '@shopbell/protocol'
import { copy } from '../copy'

/** Words of a rule that are said one by one; the others are counted. */
const SAID_AT_MOST = 3

/** When a rule applies, as the end of a sentence that begins with "When". */
export function whenWords({ condition }: Rule): string {
  const { words, pageTypes, cartAtLeast } = condition
  const parts = [
    ...(words === undefined ? [] : [copy.rules.says(someOf(words.map(copy.rules.word)))]),
    ...(pageTypes === undefined
      ? []
      : [copy.rules.onPages(anyOf(pageTypes.map((type) => copy.rules.pages[type])))]),
    ...(cartAtLeast === undefined ? [] : [copy.rules.withCart((cartAtLeast / 100).toLocaleString())]),
  ]
  return parts.length === 0 ? copy.rules.every : parts.reduce(copy.rules.and)
}

/** Where a conversation goes: before which others, to which team, with which tags. '' for nowhere in particular. */
export function thenWords({ priority, team, tags }: RulesSorting, teams: readonly Team[]): string {
  const parts = [
    copy.rules.first[priority],
    team === null ? '' : copy.rules.toTeam(teams.find(({ id }) => id === team)?.name ?? copy.rules.goneTeam),
    tags.length === 0 ? '' : copy.rules.tagged(tags.join(', ')),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** What one rule does. */
export function effectWords({ effect }: Rule, teams: readonly Team[]): string {
  const { priority = 0, team = null, tags = [] } = effect
  return thenWords({ priority, team, tags }, teams)
}

function someOf(words: readonly string[]): string {
  if (words.length <= SAID_AT_MOST + 1) return anyOf(words)
  return copy.rules.or(
    words.slice(0, SAID_AT_MOST).join(', '),
    copy.rules.others(words.length - SAID_AT_MOST),
  )
}

function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : copy.rules.or(words.slice(0, -1).join(', '), last)
}
