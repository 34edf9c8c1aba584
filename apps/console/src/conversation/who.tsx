import type { ConversationRow, EarlierConversation, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { nowMs } from '../foundation/clock'
import { Icon } from '../foundation/icons'
import { money } from '../foundation/money'
import { type ConsoleView, inboxPath } from '../foundation/routes'
import { moment } from '../foundation/times'
import { useSeat, useStoreName } from '../foundation/world'
import { pageTitle } from '../inbox/row-words'
import { useTeamName } from '../inbox/team-names'
import { SendTranscript } from './send-transcript'
import { safeHref } from './text-parts'

/** The last column: who this is. A section without anything to say is not shown. */
export function Who(props: {
  store: StoreId
  view: ConsoleView
  row: ConversationRow
  earlier: readonly EarlierConversation[]
  onClose: () => void
  /** It was opened over the conversation just now, so it takes the focus. */
  takesFocus: boolean
}): JSX.Element {
  const { row } = props
  const title = pageTitle(row, useStoreName(row.store))
  const close = useRef<HTMLButtonElement>(null)
  // On opening only.
  useEffect(() => {
    if (props.takesFocus) close.current?.focus()
  }, [])
  return (
    // Escape closes what lies over the conversation.
    <aside
      class="who"
      aria-label={copy.conversation.who}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        props.onClose()
      }}
    >
      <div class="bar">
        <h2>{copy.conversation.who}</h2>
        <button
          type="button"
          class="square"
          ref={close}
          aria-label={copy.conversation.hideWho}
          title={copy.conversation.hideWho}
          aria-expanded={true}
          onClick={props.onClose}
        >
          <Icon name="side" />
        </button>
      </div>
      <dl class="who-sections">
        <Contact row={row} />
        {row.page !== null && <Page page={row.page} title={title} />}
        {row.page?.cart !== undefined && <Section label={copy.who.cart}>{money(row.page.cart)}</Section>}
        <Sorted row={row} />
        <Section label={copy.who.began}>{moment(row.openedAt, nowMs())}</Section>
        <Earlier {...props} />
        <Notes row={row} />
      </dl>
    </aside>
  )
}

function Section(props: {
  label: string
  children: JSX.Element | string | (JSX.Element | null)[]
}): JSX.Element {
  return (
    <div class="who-section">
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Contact({ row }: { row: ConversationRow }): JSX.Element | null {
  const { visitor, address } = row
  if (visitor.name === null && address === null) return null
  return (
    <div class="who-section">
      <dt>{copy.who.contact}</dt>
      {[visitor.name, address].map(
        (words) =>
          words !== null && (
            <dd key={words}>
              <bdi>{words}</bdi>
            </dd>
          ),
      )}
      <dd>
        <small>{copy.who.saidSo}</small>
      </dd>
      {address !== null && (
        <dd>
          <SendTranscript store={row.store} id={row.id} address={address} />
        </dd>
      )}
    </div>
  )
}

function Page({
  page,
  title,
}: {
  page: NonNullable<ConversationRow['page']>
  title: string | null
}): JSX.Element {
  const href = safeHref(page.url)
  const kind = copy.who.pageTypes[page.type]
  return (
    <div class="who-section">
      <dt>{copy.who.page}</dt>
      <dd>
        {href === null ? (
          <bdi>{title ?? page.url}</bdi>
        ) : (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            <bdi>{title ?? page.url}</bdi>
          </a>
        )}
        {kind !== '' && <small>{kind}</small>}
      </dd>
    </div>
  )
}

/** Where the owner's rules or a colleague put it. */
function Sorted({ row }: { row: ConversationRow }): JSX.Element | null {
  const team = useTeamName(row)
  const priority = copy.list.priorities[row.priority]
  if (priority === '' && team === null && row.tags.length === 0) return null
  return (
    <div class="who-section">
      <dt>{copy.who.sorted}</dt>
      {priority !== '' && <dd>{copy.who.priority(priority)}</dd>}
      {team !== null && (
        <dd>
          <bdi>{team}</bdi>
        </dd>
      )}
      {row.tags.map((tag) => (
        <dd key={tag} class="who-tag">
          <bdi>{tag}</bdi>
        </dd>
      ))}
    </div>
  )
}

function Earlier(props: {
  store: StoreId
  view: ConsoleView
  earlier: readonly EarlierConversation[]
}): JSX.Element | null {
  if (props.earlier.length === 0) return null
  return (
    <div class="who-section">
      <dt>{copy.who.earlier}</dt>
      {props.earlier.map((one) => (
        <dd key={one.id} class="who-earlier">
          <a href={inboxPath(props.store, props.view, one.id)}>
            <bdi>{one.firstLine || copy.list.nothingSaid}</bdi>
          </a>
          <small>
            {moment(one.openedAt, nowMs())}
            {one.closedAt === null ? `, ${copy.who.stillOpen}` : ''}
          </small>
        </dd>
      ))}
    </div>
  )
}

function Notes({ row }: { row: ConversationRow }): JSX.Element | null {
  const { desk } = useSeat()
  const entries = desk.snapshot.value.conversations.get(row.id)?.entries ?? []
  const notes = entries.flatMap((entry) => (entry.kind === 'note' ? [entry] : []))
  if (notes.length === 0) return null
  return (
    <div class="who-section">
      <dt>{copy.who.notes}</dt>
      {notes.map((note) => (
        <dd key={note.clientId} class="note">
          <bdi>{note.body.text}</bdi>
        </dd>
      ))}
    </div>
  )
}
