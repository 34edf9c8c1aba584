import type { PendingMessage } from '@shopbell/chat-client'
import type { StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy, REFUSAL_WORDS } from '../copy'
import { nowMs } from '../foundation/clock'
import { Icon } from '../foundation/icons'
import { type ConsoleView, inboxPath } from '../foundation/routes'
import { dayName, timeOfDay } from '../foundation/times'
import type { LogLine, Spoken } from './log-lines'
import { RichText } from './rich-text'

/** What one may do about words that are still on their way. */
export interface PendingActions {
  /** Who wrote last, for whoever was overtaken. */
  readonly wroteLast: string
  retry(message: PendingMessage): void
  /** Takes it back; its words return to the composer. */
  remove(message: PendingMessage): void
}

/** One line of the log as it looks: shopper's words on the thread, the team's in bubbles, notes as notes. */
export function LogLineView(props: {
  line: LogLine
  store: StoreId
  view: ConsoleView
  pending: PendingActions
}): JSX.Element {
  const { line } = props
  switch (line.kind) {
    case 'day':
      return <p class="log-meta log-day">{dayName(line.atMs, nowMs())}</p>
    case 'new':
      return <p class="log-new">{copy.conversation.newLine}</p>
    case 'event':
      return (
        <p class="log-event">
          <bdi>{line.words}</bdi>{' '}
          {line.earlier !== null && (
            <a href={inboxPath(props.store, props.view, line.earlier)}>{copy.entry.events.linkedOpen}</a>
          )}
        </p>
      )
    case 'note':
      return (
        <div class="note" data-pending={line.pending === null ? undefined : ''}>
          <p class="byline">
            <b>{copy.entry.note}</b>
            <bdi>
              {line.atMs === null
                ? copy.entry.noteByPending(line.name)
                : copy.entry.noteBy(line.name, timeOfDay(line.atMs))}
            </bdi>
          </p>
          <p>
            <RichText text={line.text} />
          </p>
          {line.pending !== null && <Delivery delivery={line.pending} actions={props.pending} />}
        </div>
      )
    case 'run':
      return line.side === 'shopper' ? (
        <div class="thread said" data-by={line.hand}>
          <Byline line={line} />
          {line.spoken.map(({ key, text }) => (
            <p key={key}>
              <RichText text={text} />
            </p>
          ))}
        </div>
      ) : (
        <div class="out" data-by={line.hand}>
          <Byline line={line} />
          {line.spoken.map((spoken) => (
            <Bubble key={spoken.key} spoken={spoken} actions={props.pending} />
          ))}
        </div>
      )
  }
}

function Byline({ line }: { line: LogLine & { kind: 'run' } }): JSX.Element {
  const name =
    line.hand === 'assistant'
      ? copy.entry.by
      : (line.name ?? (line.side === 'shopper' ? copy.entry.shopper : copy.entry.team))
  const time = line.atMs === null ? '' : timeOfDay(line.atMs)
  const rest =
    line.hand === 'assistant'
      ? copy.entry.assistantTag
      : line.hand === 'letter'
        ? copy.entry.byEmail(time)
        : time === ''
          ? ''
          : copy.entry.at(time)
  return (
    <p class="byline">
      <b>
        <bdi>{name}</bdi>
      </b>
      {rest}
    </p>
  )
}

function Bubble({ spoken, actions }: { spoken: Spoken; actions: PendingActions }): JSX.Element {
  const { delivery } = spoken
  const state = delivery === null || typeof delivery === 'string' ? undefined : delivery.state.kind
  return (
    <>
      <p class="bubble" data-state={state}>
        <RichText text={spoken.text} />
      </p>
      {delivery === 'seen' && <p class="byline">{copy.entry.seen}</p>}
      {delivery === 'sent' && <p class="byline">{copy.entry.sent}</p>}
      {delivery !== null && typeof delivery !== 'string' && (
        <Delivery delivery={delivery} actions={actions} />
      )}
    </>
  )
}

/** What became of something on its way, and after a no the reason with a way on. */
function Delivery({ delivery, actions }: { delivery: PendingMessage; actions: PendingActions }): JSX.Element {
  const { state } = delivery
  if (state.kind === 'sending') return <p class="byline">{copy.entry.sending}</p>
  if (state.kind === 'kept') return <p class="byline">{copy.entry.kept}</p>
  return (
    <p class="byline refused" role="alert">
      <Icon name="alert" small />
      <span>
        {delivery.kind === 'note' ? copy.entry.refusedNote : copy.entry.refused}{' '}
        {state.code === 'moved_on'
          ? copy.composer.wroteMeanwhile(actions.wroteLast)
          : (REFUSAL_WORDS[state.code] ?? state.message)}
      </span>
      <button type="button" class="link" onClick={() => actions.retry(delivery)}>
        {state.code === 'moved_on' ? copy.composer.sendAgain : copy.tryAgain}
      </button>
      <button type="button" class="link" onClick={() => actions.remove(delivery)}>
        {copy.remove}
      </button>
    </p>
  )
}
