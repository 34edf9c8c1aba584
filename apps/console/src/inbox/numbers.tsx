import type { NumbersBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { Icon } from '../foundation/icons'
import { inboxPath } from '../foundation/routes'
import { rounded } from '../foundation/times'
import { useSeat } from '../foundation/world'

/** How the store does today, above the list. On a phone only what is overdue, while something is. */
export function NumbersStrip({ store }: { store: StoreId }): JSX.Element | null {
  const numbers = useSeat().desk.numbers.now.value
  if (numbers === null) return null
  const { chatsToday, firstResponseMs, overdue } = numbers
  const words = copy.numbers
  return (
    <dl class="numbers" aria-label={words.label}>
      <div>
        <dt>{words.chats}</dt>
        <dd>{copy.count(chatsToday)}</dd>
      </div>
      <div title={words.firstAnswerMeans}>
        <dt>{words.firstAnswer}</dt>
        <dd>{firstResponseMs === null ? words.none : rounded(firstResponseMs)}</dd>
      </div>
      <div data-late={overdue > 0 ? '' : undefined}>
        <dt>{words.overdue}</dt>
        <dd>
          {overdue > 0 ? (
            <a href={inboxPath(store, 'overdue')}>
              <Icon name="alert" small />
              {copy.count(overdue)}
            </a>
          ) : (
            words.noneOverdue
          )}
        </dd>
      </div>
      <div title={words.promisesMean}>
        <dt>{words.promises}</dt>
        <dd>{promisesWords(numbers)}</dd>
      </div>
    </dl>
  )
}

function promisesWords({ promises: { kept, scored } }: NumbersBody): string {
  return scored === 0 ? copy.numbers.none : copy.numbers.keptOf(kept, scored)
}
