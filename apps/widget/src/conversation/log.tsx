import type { ConnectionState } from '@shopbell/chat-client'
import type { ClientId } from '@shopbell/protocol'
import { words } from '../copy-conversation'
import { Icon } from '../icon'
import { eventWords } from './event-words'
import { textParts } from './links'
import type { LogItem, Said } from './log-items'
import { clockTime, dayName } from './times'

type RunOf = Extract<LogItem, { kind: 'run' }>

export interface LogProps {
  readonly items: readonly LogItem[]
  readonly storeName: string
  /** How far the store's side has read. */
  readonly teamMark: number
  readonly connection: ConnectionState['kind']
  readonly nowMs: number
  readonly retry: (clientId: ClientId) => void
  readonly remove: (clientId: ClientId) => void
}

/** The conversation, from its first line to its last. */
export function Log(props: LogProps) {
  const lastOwn = props.items.findLast((item) => item.kind === 'run' && item.by === 'visitor')
  return props.items.map((item) => (
    <Item key={item.key} item={item} isLastOwn={item === lastOwn} log={props} />
  ))
}

function Item({ item, isLastOwn, log }: { item: LogItem; isLastOwn: boolean; log: LogProps }) {
  switch (item.kind) {
    case 'day':
      return <p class="day">{heading(dayName(item.at, log.nowMs))}</p>
    case 'new':
      return <p class="new-line">{words.newLine}</p>
    case 'event': {
      const { text, isKnot } = eventWords(item.entry)
      return (
        <p class={isKnot ? 'knot' : 'event'} data-seq={item.entry.seq}>
          {text}
        </p>
      )
    }
    case 'run':
      return item.by === 'visitor' ? (
        <OwnRun log={log} run={item} isLast={isLastOwn} />
      ) : (
        <StoreRun run={item} storeName={log.storeName} />
      )
  }
}

/** What the store says stands on the thread: solid for a person, dashed for the assistant, dotted for a letter. */
function StoreRun({ run, storeName }: { run: RunOf; storeName: string }) {
  const [first] = run.said
  return (
    <div class="thread" data-by={run.by}>
      <p class="by">
        <b>
          <bdi>{run.by === 'assistant' ? words.assistantName : (run.name ?? storeName)}</bdi>
        </b>
        {words.by[run.by === 'visitor' ? 'person' : run.by](clockTime(first?.at ?? 0))}
      </p>
      {run.said.map(({ key, seq, text }) => (
        <p class="said" key={key} data-seq={seq}>
          <Text text={text} />
        </p>
      ))}
    </div>
  )
}

function OwnRun({ run, isLast, log }: { run: RunOf; isLast: boolean; log: LogProps }) {
  return (
    <div class="own">
      <span class="spoken">{words.you}</span>
      {run.said.map((said, at) => (
        <OwnMessage key={said.key} log={log} said={said} isLast={isLast} next={run.said[at + 1]} />
      ))}
    </div>
  )
}

interface OwnMessageProps {
  readonly said: Said
  /** Of the last run of the shopper's. */
  readonly isLast: boolean
  /** What follows it in its run. */
  readonly next: Said | undefined
  readonly log: LogProps
}

function OwnMessage({ said, isLast, next, log }: OwnMessageProps) {
  const { key, seq, state, text } = said
  return (
    <>
      <p class="bubble" data-state={state.kind} data-seq={seq}>
        <Text text={text} />
      </p>
      {state.kind === 'refused' ? (
        <p class="refusal">
          <span>
            <Icon path="M17.250 10a7.250 7.250 0 1 1-14.500 0 7.250 7.250 0 0 1 14.500 0M10 6.250v4.500M10 13.600v.01" />
            {words.notSent(state.message)}
          </span>
          <span>
            <button class="link" type="button" onClick={() => log.retry(key)}>
              {words.tryAgain}
            </button>
            <button class="link" type="button" onClick={() => log.remove(key)}>
              {words.remove}
            </button>
          </span>
        </p>
      ) : (
        // Once for all that are kept in a row.
        (!next || (state.kind === 'kept' && next.state.kind !== 'kept')) && (
          // Its changes are not read out: only messages are.
          <p class="delivery" aria-live="off">
            {isLast || seq === null || said.isLetter ? delivery(said, log) : clockTime(said.at)}
          </p>
        )
      )}
    </>
  )
}

function delivery({ at, isLetter, seq, state }: Said, { connection, teamMark }: LogProps): string {
  if (isLetter) return words.sentByEmail(clockTime(at))
  if (seq !== null) return (seq > teamMark ? words.sent : words.seen)(clockTime(at))
  if (state.kind === 'sending') return words.sending
  if (connection === 'offline') return words.sendingLater
  // Without a connection nothing is being tried; the strip says what comes of it.
  return connection === 'open' ? words.tryingAgain : words.notSentYet
}

/** A person's text is text: whatever it looks like, only its links become elements. */
function Text({ text }: { text: string }) {
  return textParts(text).map((part) =>
    typeof part === 'string' ? (
      part
    ) : (
      <a href={part.href} target={isOwn(part.href) ? undefined : '_blank'} rel="noopener noreferrer">
        {part.text}
      </a>
    ),
  )
}

/** The shop's own pages open where the shopper is: the chat comes along. */
function isOwn(href: string): boolean {
  return new URL(href).origin === location.origin
}

function heading(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
