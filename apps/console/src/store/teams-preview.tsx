import type { Colleague, Team } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { isAvailable } from '../conversation/transfer-goals'
import { copy } from '../copy'

/** What would become of a conversation for each team now. */
export function TeamsPreview(props: {
  teams: readonly Team[]
  colleagues: readonly Colleague[]
}): JSX.Element {
  return (
    <section class="card" aria-labelledby="teams-preview">
      <h2 class="label" id="teams-preview">
        {copy.teams.preview}
      </h2>
      <dl class="variables">
        {props.teams.map((team) => (
          <div key={team.id}>
            <dt>
              <bdi>{team.name}</bdi>
            </dt>
            <dd>
              <bdi>{wayOf(team, props.colleagues)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Those who are named have equally few: of them the one who was longest idle gets it. */
function wayOf({ members }: Team, colleagues: readonly Colleague[]): string {
  if (members.length === 0) return copy.teams.toAnybody
  const there = colleagues.filter((one) => members.includes(one.id) && isAvailable(one))
  if (there.length === 0) return copy.teams.waitsAway
  const free = there.filter(({ load, capacity }) => load < capacity)
  if (free.length === 0) return copy.teams.waitsFull
  const fewest = Math.min(...free.map(({ load }) => load))
  const next = free.filter(({ load }) => load === fewest)
  const named = next.map(({ name, load, capacity }) => copy.teams.onePerson(name, load, capacity))
  const last = named.pop() ?? ''
  return copy.teams.couldTake(named.length === 0 ? last : copy.rules.or(named.join(', '), last))
}
