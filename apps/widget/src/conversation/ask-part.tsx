import type { Availability } from '@shopbell/protocol'
import { words } from '../copy-conversation'
import { Icon } from '../icon'
import { AddressCard } from './address-card'
import type { Ask } from './ask'
import type { AskState } from './ask-state'
import { clockTime, dayName, duration } from './times'

const ENVELOPE = 'M2.750 4.250h14.500v11.500H2.750zM3.500 6l6.500 5 6.500-5'

interface AskPartProps {
  readonly asking: AskState
  readonly availability: Availability | null
  readonly nowMs: number
}

/** What the shopper is asked at the end of the log, or what became of it. */
export function AskPart({ asking, availability, nowMs }: AskPartProps) {
  const ask = asking.ask()
  const answer = asking.answer.value?.words
  if (!ask) return answer ? <p class="event">{answer}</p> : null
  if (ask.kind === 'write_first') return <p class="event">{words.writeFirst[ask.because]}</p>
  const isByItself = ask.kind === 'nobody' || ask.kind === 'came_back'
  return (
    <div class="ask">
      <Question ask={ask} asking={asking} />
      {(isByItself || asking.isOpen.value) && (
        <AddressCard
          key="card"
          asking={asking}
          lead={ask.kind === 'nobody' ? nobodyWords(ask.hasLeft, availability, nowMs) : null}
        />
      )}
    </div>
  )
}

/** What stands above the card, and brings it. */
function Question({ ask, asking }: { ask: Ask; asking: AskState }) {
  switch (ask.kind) {
    case 'in_line':
    case 'overdue':
      return (
        <>
          {ask.kind === 'in_line' && ask.isSlow && <p class="event">{words.overdue}</p>}
          <button class="way" type="button" aria-expanded={asking.isOpen.value} onClick={asking.toggle}>
            <Icon path={ENVELOPE} />
            {words.answerByEmail}
          </button>
        </>
      )
    case 'in_case':
      return (
        <>
          <p class="event">{words.inCase}</p>
          <div class="ways">
            <button class="way" type="button" aria-expanded={asking.isOpen.value} onClick={asking.toggle}>
              {words.yourEmail}
            </button>
            <button class="way" type="button" onClick={asking.skip}>
              {words.notNow}
            </button>
          </div>
        </>
      )
    case 'nobody':
    case 'came_back':
    case 'write_first':
      return null
  }
}

function nobodyWords(hasLeft: boolean, availability: Availability | null, nowMs: number): string {
  const opensAt = availability?.kind === 'closed' ? availability.opensAt : null
  const within = availability?.kind === 'nobody' && availability.emailMs
  if (within) {
    const time = duration(within, 'long')
    return hasLeft ? words.everyoneLeftWithin(time) : words.nobodyWithin(time)
  }
  if (hasLeft) return words.everyoneLeft
  return opensAt === null ? words.nobodyNow : words.nobodyUntil(dayName(opensAt, nowMs), clockTime(opensAt))
}
