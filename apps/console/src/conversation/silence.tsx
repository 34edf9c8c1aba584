import type { ConversationRow } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { tick } from '../foundation/clock'
import { useSeat } from '../foundation/world'
import { silenceWords } from './silence-words'

/** How long the answer may still take, once that is soon, and who can take the conversation once it is too long. */
export function Silence({ row }: { row: ConversationRow }): JSX.Element | null {
  const { desk } = useSeat()
  // Only a row that somebody waits in moves with the clock.
  const words = row.waitingSince === null ? null : silenceWords(row, desk.agent, tick.value)
  if (words === null) return null
  return (
    <p class="silence" data-heat={words.heat}>
      <bdi>{words.text}</bdi>
    </p>
  )
}
