import type { ConversationSnapshot, PendingMessage, VisitorSnapshot } from '@shopbell/chat-client'
import type { ClientId } from '@shopbell/protocol'
import { words } from '../copy-conversation'
import { Icon } from '../icon'
import { pageContext, pageType } from '../page/page-context'
import type { ConversationPart } from '../panel/conversation-part'
import { adopt } from '../panel/mount-panel'
import type { PanelState } from '../panel/panel-state'
import styles from '../styles/conversation.css?inline'
import { AskPart } from './ask-part'
import { askState } from './ask-state'
import { followPage } from './follow-page'
import { lastOf } from './last-of'
import { Log } from './log'
import { logItems } from './log-items'
import { logScroll } from './log-scroll'
import { Place, placeOf } from './place'
import { statusOf, stripOf } from './status'

/** What comes within this time of asking for history is history, and is not read out. */
const ASKED_MS = 5_000
const SETTLED_MS = 700
const NONE = [] as const

/** Draws who is there and the log, and holds what of that outlives a drawing. */
export function startConversation(state: PanelState, mount: HTMLElement): ConversationPart {
  const { keep, opening, session, shell, signal, snapshot } = state
  const { name, greeting } = shell.settings
  const scroll = logScroll()
  const asking = askState(state, mount)

  /** The number of the last message seen before the line that says "New"; null for no line. */
  const newAfter = signal<number | null>(null)
  const hasNewBelow = signal(false)
  const isHushed = signal(true)
  const hasMoved = signal(false)
  let isFromStart = isEmpty(snapshot.value)
  let placeToRestore = state.device.read().scroll
  let keptPlace = placeToRestore
  let isJustOpened = false
  let timer = 0

  function hush(ms: number) {
    isHushed.value = true
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      isHushed.value = false
    }, ms)
  }

  /** Tells the store's side what has been seen: the panel open, the page in sight, the entry on screen. */
  function markSeen() {
    const { conversation } = snapshot.value
    if (!opening.value || document.hidden || !conversation) return
    const seen = scroll.isAtEnd() ? (conversation.entries.at(-1)?.seq ?? 0) : scroll.seenSeq()
    if (seen > conversation.marks.visitor) session.read(seen)
  }

  function scrolled() {
    scroll.look()
    if (scroll.isAtEnd()) hasNewBelow.value = false
    keepPlace()
    markSeen()
    if (!scroll.isNearStart() || !snapshot.value.conversation?.hasEarlier) return
    hush(ASKED_MS)
    session.fetchEarlier()
  }

  function keepPlace() {
    const place = scroll.place()
    if (place !== keptPlace) keep({ scroll: place })
    keptPlace = place
  }

  function forgetPlace() {
    placeToRestore = null
  }

  /** Takes a message back into the composer, in front of what stands there. */
  function takeBack(clientId: ClientId) {
    state.write([session.remove(clientId), state.draft.value].filter(Boolean).join('\n'))
  }

  const itemsOf = lastOf(logItems)
  const linesOf = lastOf(
    (
      conversation: ConversationSnapshot | null,
      pending: readonly PendingMessage[],
      newAfter: number | null,
      connection: VisitorSnapshot['connection']['kind'],
    ) => (
      <Log
        items={itemsOf(conversation?.entries ?? NONE, pending, newAfter)}
        storeName={name}
        teamMark={conversation?.marks.team ?? 0}
        connection={connection}
        nowMs={state.now()}
        retry={session.retry}
        remove={takeBack}
      />
    ),
  )

  adopt(shell.root, styles)
  followPage(mount, shell)
  document.addEventListener('visibilitychange', markSeen)
  shell.launcher.addEventListener('animationend', () => {
    delete shell.launcher.dataset.swing
  })

  return {
    status() {
      const status = statusOf(snapshot.value, state.now())
      const isInLine = placeOf(snapshot.value) !== null
      // Its line is kept free for it, so that the name stays where it is when it comes; not so beside a strip.
      return stripOf(snapshot.value) ? null : (
        // A place in line is read out in the log, where it moves once, and not at every other estimate.
        <p class="status" role="status" aria-live={isInLine ? 'off' : 'polite'} data-mark={status?.mark}>
          {status?.words ?? '\u00a0'}
        </p>
      )
    },
    strip() {
      const strip = stripOf(snapshot.value)
      return (
        strip && (
          <p class="strip" role="status">
            <Icon path="M2.500 10h4M13.500 10h4M8.500 6.500l3 7" />
            <span>{strip}</span>
            {snapshot.value.connection.kind === 'ended' && (
              <button class="link" type="button" onClick={session.connect}>
                {words.tryAgain}
              </button>
            )}
          </p>
        )
      )
    },
    lines() {
      const { availability, connection, conversation, pending } = snapshot.value
      const typing = conversation?.typing
      const place = placeOf(snapshot.value)
      // The greeting stays above what is said after it on this page.
      isFromStart ||= isEmpty(snapshot.value)
      return (
        <>
          {isFromStart && !conversation?.hasEarlier && (
            <div class="thread" data-by="person" key="greeting">
              <p class="by">
                <b>{name}</b>
              </p>
              <p class="greeting">{greeting ?? words.greeting[pageType(shell.said, location)]}</p>
            </div>
          )}
          {linesOf(conversation, pending, newAfter.value, connection.kind)}
          {typing && (
            <p class="thread typing" data-by="person" key="typing" aria-live="off">
              <span class="spoken">{words.isTyping(typing.name ?? name)}</span>
              <i />
              <i />
              <i />
              <b aria-hidden="true">{words.typing}</b>
            </p>
          )}
          {place && <Place key="place" at={place} hasMoved={hasMoved.value} />}
          <AskPart key="ask" asking={asking} availability={availability} nowMs={state.now()} />
        </>
      )
    },
    placeholder() {
      const status = snapshot.value.conversation?.standing?.status
      if (status === 'waiting') return words.writeWaiting
      return status === 'by_email' ? words.writeByEmail : words.write
    },
    pill: () =>
      hasNewBelow.value && (
        <button
          class="pill"
          type="button"
          onClick={() => {
            scroll.toEnd()
            hasNewBelow.value = false
            markSeen()
          }}
        >
          <Icon path="M10 4v11.500M5 11l5 5 5-5" />
          {words.newMessages}
        </button>
      ),
    log: () => ({
      'aria-label': words.messages,
      // History is not read out, and of what is new only the messages are, not their delivery.
      'aria-live': isHushed.value ? 'off' : 'polite',
      'aria-relevant': 'additions',
      tabIndex: 0,
      ref: scroll.attach,
      onScroll: scrolled,
      // Whoever scrolls by hand means another place.
      onWheel: forgetPlace,
      onTouchMove: forgetPlace,
      onKeyDown: forgetPlace,
    }),
    beforeDraw: scroll.beforeDraw,
    afterDraw() {
      scroll.afterDraw()
      if (!opening.value) return
      const { conversation, unread } = snapshot.value
      if (placeToRestore !== null) {
        // What the device has kept may be too short for the place; the rest is on its way.
        if (scroll.restore(placeToRestore) || !conversation?.hasEarlier) placeToRestore = null
      } else if (isJustOpened) scroll.toNewLine()
      if (isJustOpened) hasNewBelow.value = unread > 0 && !scroll.isAtEnd()
      isJustOpened = false
      // What comes below moves the place away from the end.
      if (placeToRestore === null) keepPlace()
      markSeen()
    },
    opened() {
      const { conversation, unread } = snapshot.value
      newAfter.value = conversation && unread > 0 ? conversation.marks.visitor : null
      isJustOpened = true
      hush(SETTLED_MS)
    },
    closed() {
      hasNewBelow.value = false
      placeToRestore = scroll.place()
      return { scroll: placeToRestore }
    },
    heard(before, after) {
      asking.heard(before, after)
      const [from, to] = [placeOf(before)?.place, placeOf(after)?.place]
      hasMoved.value = to !== undefined && (hasMoved.value || (from !== undefined && from !== to))
      if (!opening.value && after.unread > before.unread) shell.launcher.dataset.swing = ''
      if (before.conversation?.entries[0] !== after.conversation?.entries[0]) hush(SETTLED_MS)
      if (!opening.value || after.unread <= before.unread) return
      if (!document.hidden && scroll.isAtEnd()) return
      newAfter.value ??= after.conversation?.marks.visitor ?? null
      hasNewBelow.value = !scroll.isAtEnd()
    },
    page: () => pageContext(shell.said, location, document.title),
    sent() {
      asking.sent()
      newAfter.value = null
      scroll.toEnd()
    },
  }
}

function isEmpty({ conversation, pending }: VisitorSnapshot): boolean {
  return !conversation && pending.length === 0
}
