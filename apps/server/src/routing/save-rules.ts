import type { AgentId, Rule, StoreId } from '@shopbell/protocol'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import { keepRules } from '../stores/rules'
import { lockStore } from '../stores/store'
import { teamsOf } from './teams'

/**
 * Keeps a store's rules, the whole list in its order. Throws `not_found` for a rule that names
 * no team of this store, and `team_empty` for one that names a team without members.
 */
export async function saveRules(
  work: Work,
  { by, storeId, rules }: { by: AgentId; storeId: StoreId; rules: readonly Rule[] },
): Promise<void> {
  await lockStore(work, storeId)
  await requireTeams(work, storeId, rules)
  await keepRules(work, storeId, rules.map(trimmed))
  await audit(work, by, { what: 'rules.saved', storeId, details: { rules: rules.length } })
  work.emit({ kind: 'store.changed', storeId })
}

async function requireTeams({ db }: Work, storeId: StoreId, rules: readonly Rule[]): Promise<void> {
  const teams = await teamsOf(db, storeId)
  for (const [place, { effect }] of rules.entries()) {
    if (effect.team === undefined) continue
    const team = teams.find(({ id }) => id === effect.team)
    if (team === undefined) throw refusal('not_found', 'There is no such team.', place)
    if (team.members.length === 0) throw refusal('team_empty', `Nobody is in the team ${team.name}.`, place)
  }
}

function refusal(code: 'not_found' | 'team_empty', message: string, place: number): DomainError {
  return new DomainError(code, { message, fields: { [`rules.${place}.effect.team`]: message } })
}

/** Words, tags and names without the spaces around them, each once. */
function trimmed({ name, isOn, condition, effect }: Rule): Rule {
  const once = (texts: readonly string[]) => [...new Set(texts.map((text) => text.trim()))]
  return {
    name: name.trim(),
    isOn,
    condition: { ...condition, ...(condition.words && { words: once(condition.words) }) },
    effect: { ...effect, ...(effect.tags && { tags: once(effect.tags) }) },
  }
}
