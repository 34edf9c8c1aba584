import type { AgentId, Colleague, Switch, Team, TransferBody } from '@shopbell/protocol'
import { copy } from '../copy'

/** Somebody or some team that a conversation could be handed to, and what they are doing. */
export interface Goal {
  readonly key: string
  readonly to: TransferBody['to']
  readonly name: string
  readonly words: string
  /** The switch as it counts: who is not connected is away. Null for a team. */
  readonly place: Switch | null
  /** Whether it can be handed there now. */
  readonly isOpen: boolean
}

/** Everybody but oneself, whoever can take it first, then the teams. */
export function goalsOf(
  colleagues: readonly Colleague[],
  teams: readonly Team[],
  me: AgentId,
): readonly Goal[] {
  const people = colleagues.filter(({ id }) => id !== me).map(personGoal)
  return [
    ...people.filter(({ isOpen }) => isOpen),
    ...people.filter(({ isOpen }) => !isOpen),
    ...teams.map((team) => teamGoal(team, colleagues)),
  ]
}

/** Whether something new may come to a colleague. */
export function isAvailable({ isPresent, switch: place }: Colleague): boolean {
  return isPresent && place === 'available'
}

function personGoal(colleague: Colleague): Goal {
  const { id, name, load, capacity, isPresent, switch: place } = colleague
  const isOpen = isAvailable(colleague)
  const why = place === 'available' ? 'not_connected' : place
  return {
    key: id,
    to: { agent: id },
    name,
    words: isOpen ? copy.transfer.available(load, capacity) : copy.transfer.whyNot[why],
    place: isPresent ? place : 'away',
    isOpen,
  }
}

function teamGoal({ id, name, members }: Team, colleagues: readonly Colleague[]): Goal {
  const there = colleagues.filter((one) => members.includes(one.id) && isAvailable(one)).length
  return {
    key: id,
    to: { team: id },
    name,
    words: members.length === 0 ? copy.transfer.teamEmpty : copy.transfer.teamThere(there),
    place: null,
    isOpen: members.length > 0,
  }
}
