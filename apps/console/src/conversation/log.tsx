import { useSignal } from '@preact/signals'
import type { ConversationSnapshot, PendingMessage } from '@shopbell/chat-client'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Icon } from '../foundation/icons'
import type { ConsoleView } from '../foundation/routes'
import { useSeat } from '../foundation/world'
import { LogLineView, type PendingActions } from './log-line'
import { logLines } from './log-lines'

/** Nearer to the bottom than this counts as being there. */
const AT_BOTTOM = 48
/** Nearer to the top than this fetches what came before. */
const NEAR_TOP = 240

/** The log of one conversation, kept at its end unless the reader has gone up. */
export function Log(props: {
  id: ConversationId
  name: string
  store: StoreId
  view: ConsoleView
}): JSX.Element {
  const { desk, me } = useSeat()
  const { conversations, pending, ownMarks } = desk.snapshot.value
  const conversation = conversations.get(props.id)
  const mine = pending.filter((message) => message.conversation === props.id)
  const mark = ownMarks.get(props.id)
  const seenUpTo = useRef<number | null>(null)
  // The mark as it was on opening: it moves as one reads, and the line must not.
  if (seenUpTo.current === null && conversation !== undefined && conversation.entries.length > 0) {
    seenUpTo.current = mark ?? 0
  }
  const actions = usePendingActions(props.id, conversation)
  const { scroller, behind, onScroll, toEnd } = useScroll(props.id, conversation, mine)

  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={copy.conversation.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        ref={scroller}
        onScroll={onScroll}
      >
        <div class="log-lines">
          {conversation?.hasEarlier === true && <p class="log-meta">{copy.conversation.earlierLoading}</p>}
          {conversation !== undefined &&
            logLines(conversation, mine, {
              me: desk.agent,
              myName: me.agent.name,
              seenUpTo: seenUpTo.current,
            }).map((line) => (
              <LogLineView
                key={line.key}
                line={line}
                store={props.store}
                view={props.view}
                pending={actions}
              />
            ))}
          <Typing name={props.name} typing={conversation?.typing ?? null} />
        </div>
      </div>
      {behind && (
        <button type="button" class="pill" onClick={toEnd}>
          <Icon name="down" small />
          {copy.conversation.newMessages}
        </button>
      )}
    </div>
  )
}

function usePendingActions(
  id: ConversationId,
  conversation: ConversationSnapshot | undefined,
): PendingActions {
  const { session, drafts } = useSeat().desk
  const last = conversation?.entries.findLast(({ kind }) => kind === 'message')
  const stranger = last?.sender.kind === 'visitor' ? copy.composer.theShopper : copy.composer.aColleague
  return {
    wroteLast: last?.sender.name ?? stranger,
    retry: ({ clientId }) => session.retry(clientId),
    remove({ clientId, kind }) {
      const words = session.remove(clientId)
      const tab = kind === 'note' ? 'note' : 'reply'
      const draft = drafts.read(id, tab)
      if (words !== '') drafts.put(id, tab, draft === '' ? words : `${words}\n${draft}`)
    },
  }
}

function Typing(props: { name: string; typing: ConversationSnapshot['typing'] }): JSX.Element | null {
  if (props.typing === null) return null
  return (
    <div class="thread typing" data-by="person">
      <span class="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class="typing-words">{copy.entry.typing(props.typing.name ?? props.name)}</span>
    </div>
  )
}

/**
 * Keeps the end in sight while the reader is there, keeps the place while earlier entries come in above, and
 * raises the read mark for what was really seen.
 */
function useScroll(
  id: ConversationId,
  conversation: ConversationSnapshot | undefined,
  pending: readonly PendingMessage[],
) {
  const { desk } = useSeat()
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const before = useRef<{ first: number | undefined; height: number }>({ first: undefined, height: 0 })
  const behind = useSignal(false)
  const entries = conversation?.entries ?? []
  const [first, head] = [entries[0]?.seq, entries.at(-1)?.seq ?? 0]
  const lastOwn = pending.at(-1)?.clientId

  useLayoutEffect(() => {
    const log = scroller.current
    if (log === null) return
    const grewAbove =
      before.current.first !== undefined && first !== undefined && first < before.current.first
    if (atEnd.current) log.scrollTop = log.scrollHeight
    else if (grewAbove) log.scrollTop += log.scrollHeight - before.current.height
    before.current = { first, height: log.scrollHeight }
  })

  // The composer grows and pushes the log: what was in sight at its end stays there.
  useEffect(() => {
    const log = scroller.current
    if (log === null || typeof ResizeObserver === 'undefined') return
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) log.scrollTop = log.scrollHeight
    })
    watcher.observe(log)
    return () => watcher.disconnect()
  }, [])

  const read = () => {
    if (atEnd.current && head > 0 && document.visibilityState === 'visible') desk.session.read(id, head)
  }
  // What one writes oneself is always shown.
  // A new own message is the reason.
  useLayoutEffect(() => {
    if (lastOwn !== undefined) toEnd()
  }, [lastOwn])
  // A new head is the reason.
  useEffect(() => {
    if (atEnd.current) read()
    else if (entries.at(-1)?.sender.kind === 'visitor') behind.value = true
  }, [head])
  // Heard anew for each head.
  useEffect(() => {
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [head, id])

  const toEnd = () => {
    const log = scroller.current
    if (log === null) return
    log.scrollTop = log.scrollHeight
    atEnd.current = true
    behind.value = false
    read()
  }
  const onScroll = () => {
    const log = scroller.current
    if (log === null) return
    atEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < AT_BOTTOM
    if (atEnd.current) {
      behind.value = false
      read()
    }
    if (log.scrollTop < NEAR_TOP && conversation?.hasEarlier === true) desk.session.fetchEarlier(id)
  }
  // A short first page has nothing to scroll, so nothing would ever ask for more.
  // Asked again when the range has grown.
  useEffect(() => {
    const log = scroller.current
    if (log === null || conversation?.hasEarlier !== true) return
    if (log.scrollHeight <= log.clientHeight + NEAR_TOP) desk.session.fetchEarlier(id)
  }, [first, conversation?.hasEarlier])

  return { scroller, behind: behind.value, onScroll, toEnd }
}
