import { useSignal } from '@preact/signals'
import { type MembershipBody, SWITCHES, type Switch } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { Menu } from '../foundation/menu'
import { useSeat, useWorld } from '../foundation/world'

/** The agent's switch with its three places and what each means. A card; in the rail a button that shows it. */
export function Availability({ membership }: { membership: MembershipBody }): JSX.Element {
  const { place, wish, problem } = useSwitch(membership)
  const name = useId()
  const label = copy.availability.current(
    copy.availability.names[place],
    copy.availability.meanings[place].toLowerCase(),
  )
  return (
    <Menu class="availability" label={label} button={<span class="stop" data-place={place} />}>
      <fieldset>
        <legend>{copy.availability.label}</legend>
        {SWITCHES.map((one) => (
          <label key={one} class="availability-row" data-on={one === place ? '' : undefined}>
            <input type="radio" name={name} checked={one === place} onChange={() => wish(one)} />
            <span class="stop" data-place={one} />
            <span>
              {copy.availability.names[one]}
              <small>{copy.availability.meanings[one]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {problem !== null && <Alert>{problem}</Alert>}
    </Menu>
  )
}

/** The switch as the server has it, and as it was just wished; a refused wish is taken back and told. */
export function useSwitch({ store, switch: known }: MembershipBody) {
  const { api, account } = useWorld()
  const { desk } = useSeat()
  const wished = useSignal<Switch | null>(null)
  const problem = useSignal<string | null>(null)
  const told = desk.inbox.shown.value?.store === store.id ? desk.snapshot.value.switch : null

  const wish = async (place: Switch) => {
    wished.value = place
    problem.value = null
    try {
      await api.setSwitch(store.id, place)
      account.noteMembership(store.id, { switch: place })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = wordsOf(error)
    } finally {
      if (wished.peek() === place) wished.value = null
    }
  }
  return { place: wished.value ?? told ?? known, wish, problem: problem.value }
}
