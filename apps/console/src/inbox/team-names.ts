import type { ConversationRow } from '@shopbell/protocol'
import { useEffect } from 'preact/hooks'
import { useSeat } from '../foundation/world'

/** The name of the team that a conversation is for; null for none, and until it is known. */
export function useTeamName({ store, team }: Pick<ConversationRow, 'store' | 'team'>): string | null {
  const { teams } = useSeat().desk
  const name = teams.list.value?.find(({ id }) => id === team)?.name ?? null
  const isUnknown = team !== null && name === null
  // Once for each team that is new here; one that is no more stays without a name.
  useEffect(() => {
    if (isUnknown) void teams.load(store)
  }, [teams, store, team, isUnknown])
  return name
}
