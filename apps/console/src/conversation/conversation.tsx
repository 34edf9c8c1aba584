import { useSignal } from '@preact/signals'
import type { AgentId, ConversationId, ConversationRow, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError, type ConversationAction } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { Alert } from '../foundation/field'
import { Icon } from '../foundation/icons'
import { Menu } from '../foundation/menu'
import { type ConsoleView, inboxPath } from '../foundation/routes'
import { useSeat, useStoreName, useWorld } from '../foundation/world'
import { useShortcuts } from '../frame/shortcuts'
import { Strip } from '../frame/strip'
import { nameOf } from '../inbox/row-words'
import { actionWords, holderOf } from './action-words'
import { Composer, type ComposerHandle } from './composer'
import { useDetails } from './details-state'
import { Log } from './log'
import { Silence } from './silence'
import { stateWords } from './state-words'
import { TransferMenu } from './transfer'
import { Who } from './who'

/** From this width on, who it is has a column of its own; below, it lies over the conversation. */
const WIDE = '(min-width: 1280px)'

/** One opened conversation: its header, its log, where one answers, and who it is. */
export function Conversation(props: { store: StoreId; view: ConsoleView; id: ConversationId }): JSX.Element {
  const { store, view, id } = props
  const { desk } = useSeat()
  const details = useDetails(store, id)
  useEffect(() => {
    desk.session.openConversation(id)
    return () => desk.session.leaveConversation(id)
  }, [desk, id])

  if (details.kind === 'missing') {
    return (
      <div class="empty">
        <p>{copy.conversation.notFound}</p>
        <a class="button" href={inboxPath(store, view)}>
          {copy.conversation.back}
        </a>
      </div>
    )
  }
  if (details.kind === 'asking') {
    return (
      <p class="spoken-only" role="status">
        {copy.conversation.loading}
      </p>
    )
  }
  return <Opened {...props} row={details.row} earlier={details.earlier} />
}

function Opened(props: {
  store: StoreId
  view: ConsoleView
  id: ConversationId
  row: ConversationRow
  earlier: Parameters<typeof Who>[0]['earlier']
}): JSX.Element {
  const { store, view, id } = props
  const { desk } = useSeat()
  const { who, hasRoom, toggleWho } = useWhoPane()
  const whoButton = useRef<HTMLButtonElement>(null)
  const { act, problem } = useActions(store, id)
  const composer = useRef<ComposerHandle>(null)

  const conversation = desk.snapshot.value.conversations.get(id)
  const standing = conversation?.standing ?? props.row.standing
  const row = { ...props.row, standing }
  const storeName = useStoreName(store)
  const name = nameOf(row, storeName)
  const may = mayDo(row, desk.agent)

  // The button that was pressed is gone afterwards, so the focus goes where one goes on.
  const toReply = () => composer.current?.focus('reply')
  const toLog = () => document.querySelector<HTMLElement>('[role=log]')?.focus()
  const take = async () => (await act('claim')) && toReply()
  const reopen = async () => (await act('reopen')) && toReply()
  const close = async () => (await act('close')) && toLog()
  const release = async () => (await act('release')) && toLog()
  useShortcuts({
    r: toReply,
    n: () => composer.current?.focus('note'),
    a: () => may.take && take(),
    e: () => may.close && close(),
  })

  return (
    <>
      <section class="conversation" aria-label={copy.conversation.label(name)}>
        <header class="bar">
          <a class="square bar-back" href={inboxPath(store, view)} aria-label={copy.conversation.back}>
            <Icon name="back" />
          </a>
          <div class="bar-title">
            <h1 title={name}>
              <bdi>{name}</bdi>
            </h1>
            <p>
              {stateWords(row, {
                entries: conversation?.entries ?? [],
                me: desk.agent,
                storeName,
                now: nowMs(),
              })}
            </p>
          </div>
          {may.take && (
            <button type="button" class="button" data-fill onClick={take}>
              {copy.conversation.take}
            </button>
          )}
          {may.reopen && (
            <button type="button" class="button" onClick={reopen}>
              {copy.conversation.reopen}
            </button>
          )}
          {may.transfer && <TransferMenu store={store} id={id} onDone={toLog} />}
          {may.close && (
            <button type="button" class="button bar-button" title={copy.conversation.close} onClick={close}>
              <Icon name="check" />
              <span>{copy.conversation.close}</span>
            </button>
          )}
          {may.release && (
            <Menu class="bar-menu" label={copy.conversation.more} button={<Icon name="dots" />}>
              <button type="button" class="menu-row" onClick={release}>
                {copy.conversation.release}
              </button>
            </Menu>
          )}
          {!who && (
            <button
              type="button"
              class="square"
              ref={whoButton}
              aria-label={copy.conversation.showWho}
              title={copy.conversation.showWho}
              aria-expanded={false}
              onClick={toggleWho}
            >
              <Icon name="side" />
            </button>
          )}
        </header>
        <Strip />
        <Silence row={row} />
        {problem !== null && <Alert>{problem}</Alert>}
        <Log id={id} name={name} view={view} store={store} />
        <Composer handle={composer} store={store} id={id} row={row} />
      </section>
      {who && (
        <Who
          store={store}
          view={view}
          row={row}
          earlier={props.earlier}
          takesFocus={!hasRoom}
          onClose={() => {
            toggleWho()
            requestAnimationFrame(() => whoButton.current?.focus())
          }}
        />
      )}
    </>
  )
}

/** What this agent may do with a conversation as it stands. */
function mayDo({ standing, isAlarmed }: ConversationRow, me: AgentId) {
  const isMine = standing.status === 'with_agent' && standing.agentId === me
  const isSilent = standing.status === 'with_agent' && isAlarmed
  const isFree = standing.status !== 'with_agent' && standing.status !== 'closed'
  return {
    take: isFree || (isSilent && !isMine),
    transfer: isFree || isMine || isSilent,
    release: isMine,
    close: standing.status !== 'closed',
    reopen: standing.status === 'closed',
  }
}

/** What one does with a conversation, and what to say when somebody was faster. */
function useActions(store: StoreId, id: ConversationId) {
  const { api } = useWorld()
  const { desk } = useSeat()
  const refused = useSignal<ApiError | null>(null)
  const busy = useSignal(false)

  /** Whether it was done. */
  const act = async (action: ConversationAction): Promise<boolean> => {
    if (busy.peek()) return false
    busy.value = true
    refused.value = null
    try {
      await api.act(store, id, action)
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refused.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  // The name may be heard only after the refusal.
  const holder = holderOf(desk.snapshot.value.conversations.get(id)?.standing)
  return { act, problem: refused.value && actionWords(refused.value, holder) }
}

/** Whether the last column is open: kept on the device where it has room, closed at first where it has none. */
function useWhoPane() {
  const { shelf } = useWorld()
  const hasRoom = typeof matchMedia === 'undefined' || matchMedia(WIDE).matches
  const who = useSignal(hasRoom && shelf.read('who') !== 'closed')
  return {
    who: who.value,
    hasRoom,
    toggleWho: () => {
      who.value = !who.value
      if (hasRoom) shelf.write('who', who.value ? null : 'closed')
    },
  }
}
