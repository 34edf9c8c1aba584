import { type Signal, useSignal } from '@preact/signals'
import type { PendingMessage } from '@shopbell/chat-client'
import { type ConversationId, type ConversationRow, LIMITS, type StoreId } from '@shopbell/protocol'
import type { JSX, RefObject } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Alert } from '../foundation/field'
import { useSeat, useStoreName } from '../foundation/world'
import { nameOf } from '../inbox/row-words'
import { CannedList, optionId } from './canned-list'
import { callAt, fill, firstGap, marked, matching, type Values } from './canned-replies'
import type { Tab } from './drafts-state'
import { replyBlock, replyTakes } from './reply-block'

/** What the rest of the screen may ask of the composer. */
export interface ComposerHandle {
  focus(tab: Tab): void
}

const TABS: readonly Tab[] = ['reply', 'note']

/** Where one answers, or leaves a note: two tabs that look like nothing else, each with a draft of its own. */
export function Composer(props: {
  store: StoreId
  id: ConversationId
  row: ConversationRow
  handle: RefObject<ComposerHandle | null>
}): JSX.Element {
  const { id, row, store } = props
  const { me, desk } = useSeat()
  const storeName = useStoreName(store)
  const blocked = replyBlock(row.standing, desk.agent)
  const tab = useSignal<Tab>(blocked === null ? 'reply' : 'note')
  const field = useRef<HTMLTextAreaElement>(null)
  const base = useId()
  const values: Values = {
    shopper_name: row.visitor.name?.trim() || null,
    // Shoppers know whoever answers by the first name.
    agent_name: me.agent.name.trim().split(/\s+/)[0] ?? me.agent.name,
    store_name: storeName || null,
  }
  const { text, problem, write, send } = useWriting(id, tab.value)
  const canned = useCanned({ tab: tab.value, values, field }, write)

  useEffect(() => {
    void desk.replies.load(store)
  }, [desk, store])
  props.handle.current = {
    focus(wanted) {
      tab.value = wanted
      // The field may be there only after the next drawing.
      requestAnimationFrame(() => field.current?.focus())
    },
  }

  const submit = () => {
    if (send()) canned.forget()
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || canned.onKeyDown(event)) return
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      document.querySelector<HTMLElement>('[role=log]')?.focus()
    }
  }
  const note = tab.value === 'note'
  const hint = note
    ? copy.composer.noteHint
    : replyTakes(row.standing)
      ? copy.composer.replyTakes
      : copy.composer.replyHint

  return (
    <div class="composer-frame" data-tab={tab.value}>
      {canned.open && (
        <CannedList
          id={`${base}-canned`}
          replies={canned.found}
          typed={canned.typed}
          active={canned.active}
          values={values}
          onChoose={canned.insert}
        />
      )}
      <div class="composer">
        <Tabs base={base} tab={tab} id={id} />
        <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${tab.value}`}>
          {!note && blocked !== null ? (
            <p class="composer-blocked">{blocked}</p>
          ) : (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                submit()
              }}
            >
              <div class="writing">
                <Mirror text={text.value} filled={canned.filled} />
                <textarea
                  ref={field}
                  rows={1}
                  dir="auto"
                  value={text.value}
                  placeholder={hint}
                  aria-label={
                    note ? copy.composer.noteField : copy.composer.replyField(nameOf(row, storeName))
                  }
                  aria-autocomplete={note ? undefined : 'list'}
                  aria-controls={canned.open ? `${base}-canned` : undefined}
                  aria-activedescendant={
                    canned.open && canned.found.length > 0
                      ? optionId(`${base}-canned`, canned.active)
                      : undefined
                  }
                  aria-invalid={problem.value === null ? undefined : 'true'}
                  onInput={(event) => {
                    write(event.currentTarget.value)
                    canned.look()
                  }}
                  onKeyDown={onKeyDown}
                  onKeyUp={canned.look}
                  onClick={canned.look}
                />
              </div>
              <div class="writing-tools">
                {problem.value !== null && <Alert>{problem.value}</Alert>}
                <button
                  class="button"
                  data-fill={note ? undefined : ''}
                  data-note={note ? '' : undefined}
                  type="submit"
                >
                  {note ? copy.composer.addNote : copy.composer.send}
                </button>
              </div>
            </form>
          )}
        </div>
      </div>
    </div>
  )
}

function Tabs(props: { base: string; tab: Signal<Tab>; id: ConversationId }): JSX.Element {
  const { base, tab } = props
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    tab.value = tab.value === 'reply' ? 'note' : 'reply'
    document.getElementById(`${base}-${tab.value}`)?.focus()
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={copy.composer.tabs} onKeyDown={onKeyDown}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${base}-${one}`}
            aria-selected={tab.value === one}
            aria-controls={`${base}-panel`}
            tabIndex={tab.value === one ? 0 : -1}
            onClick={() => {
              tab.value = one
            }}
          >
            {copy.composer[one]}
          </button>
        ))}
      </div>
      <Colleague id={props.id} />
    </div>
  )
}

/** Who else writes here right now. */
function Colleague({ id }: { id: ConversationId }): JSX.Element | null {
  const { desk } = useSeat()
  const colleague = desk.snapshot.value.conversations.get(id)?.colleagueTyping ?? null
  if (colleague === null) return null
  return (
    <span class="tabs-colleague">
      <bdi>{copy.entry.typing(colleague.name ?? copy.composer.aColleague)}</bdi>
    </span>
  )
}

/** The same words beneath the field: they make its height, and carry the lines under what was filled in. */
function Mirror({ text, filled }: { text: string; filled: readonly string[] }): JSX.Element {
  return (
    <div class="writing-mirror" aria-hidden="true" dir="auto">
      {marked(text, filled).map((part) =>
        part.kind === 'words' ? part.text : <span data-part={part.kind}>{part.text}</span>,
      )}
      {'\n'}
    </div>
  )
}

/** The half-written words of one tab: kept at every key, sent when they may be. */
function useWriting(id: ConversationId, tab: Tab) {
  const { desk } = useSeat()
  const text = useSignal(desk.drafts.read(id, tab))
  const problem = useSignal<string | null>(null)
  const overtaken = useOvertaken(id, text.value !== '')
  const changes = desk.drafts.changes.value
  // A draft that changed elsewhere is read again.
  useLayoutEffect(() => {
    text.value = desk.drafts.read(id, tab)
    problem.value = null
  }, [id, tab, changes])

  const write = (next: string) => {
    if (text.peek() === '') overtaken.begin()
    text.value = next
    problem.value = null
    desk.drafts.write(id, tab, next)
    if (tab === 'reply') desk.session.typing(id, next.trim() !== '')
  }
  /** Whether it went out. */
  const send = (): boolean => {
    const words = text.value.trim()
    if (words === '') return false
    problem.value = problemWith(words, tab)
    if (problem.value !== null) return false
    if (tab === 'note') desk.session.addNote(id, words)
    else if (overtaken.by !== null) return stop(overtaken.by)
    else desk.session.send(id, words, overtaken.lastSeq)
    write('')
    return true
  }
  const stop = (by: string): boolean => {
    // It is on screen, so the next Enter sends.
    overtaken.begin()
    problem.value = copy.composer.wroteMeanwhile(by)
    return false
  }
  // Somebody was faster than the wire: once their words are on screen, these are as if they had been stopped here.
  const refused = desk.snapshot.value.pending.find((one) => one.conversation === id && hasMovedOn(one))
  useLayoutEffect(() => {
    if (refused === undefined || overtaken.by === null || tab === 'note' || text.peek() !== '') return
    const { by } = overtaken
    write(desk.session.remove(refused.clientId))
    stop(by)
  }, [refused?.clientId, overtaken.by, tab])
  return { text, problem, write, send }
}

function hasMovedOn({ kind, state }: PendingMessage): boolean {
  return kind === 'message' && state.kind === 'refused' && state.code === 'moved_on'
}

/** Where the log ended on screen when a reply was begun, and who else has written since. */
function useOvertaken(id: ConversationId, hasDraft: boolean) {
  const { desk } = useSeat()
  const { conversations, ownMarks } = desk.snapshot.value
  const entries = conversations.get(id)?.entries ?? []
  const lastSeq = entries.at(-1)?.seq
  // A draft of an earlier time was begun before whatever this agent has not read.
  const begunAfter = useRef(hasDraft ? ownMarks.get(id) : undefined)
  const last = entries.findLast(
    ({ kind, seq, sender }) =>
      (kind === 'message' || kind === 'note') &&
      seq > (begunAfter.current ?? lastSeq ?? 0) &&
      sender.id !== desk.agent,
  )
  const stranger = last?.sender.kind === 'visitor' ? copy.composer.theShopper : copy.composer.aColleague
  return {
    lastSeq,
    /** Null: nobody. */
    by: last === undefined ? null : (last.sender.name ?? stranger),
    begin() {
      begunAfter.current = lastSeq
    },
  }
}

/** Why words may not go out as they are, or null. A note may hold anything, it stays in the house. */
function problemWith(words: string, tab: Tab): string | null {
  if (words.length > LIMITS.textLength) return copy.composer.tooLong(words.length - LIMITS.textLength)
  const gap = tab === 'reply' ? firstGap(words) : null
  return gap === null ? null : copy.composer.fillIn(copy.canned.gap(gap))
}

/** The canned replies that `/` calls: which, which one is active, and inserting it with its variables filled in. */
function useCanned(
  props: { tab: Tab; values: Values; field: RefObject<HTMLTextAreaElement | null> },
  write: (text: string) => void,
) {
  const { desk } = useSeat()
  const call = useSignal<ReturnType<typeof callAt>>(null)
  const active = useSignal(0)
  const filled = useSignal<readonly string[]>([])
  /** A call that Escape has put away stays away until it changes. */
  const dismissed = useRef<string | null>(null)
  const { field } = props
  // The other tab begins anew.
  useLayoutEffect(() => forget(), [props.tab])

  const forget = () => {
    filled.value = []
    call.value = null
  }

  const look = () => {
    const here = field.current
    const found =
      here === null || props.tab === 'note' || here.selectionStart !== here.selectionEnd
        ? null
        : callAt(here.value, here.selectionStart)
    if (found === null) dismissed.current = null
    const next = found !== null && dismissed.current === `${found.start}/${found.typed}` ? null : found
    if (next?.typed !== call.peek()?.typed || next?.start !== call.peek()?.start) active.value = 0
    call.value = next
  }
  const found = call.value === null ? [] : matching(desk.replies.list.value ?? [], call.value.typed)
  const open = call.value !== null && desk.replies.list.value !== null

  const insert = (at: number) => {
    const [reply, here, to] = [found[at], call.value, field.current]
    if (reply === undefined || here === null || to === null) return
    const parts = fill(reply.text, props.values)
    const words = parts.map((part) => part.text).join('')
    to.setRangeText(words, here.start, here.end, 'end')
    const gap = parts.findIndex((part) => part.kind === 'gap')
    if (gap !== -1) {
      const from = here.start + parts.slice(0, gap).reduce((sum, part) => sum + part.text.length, 0)
      to.setSelectionRange(from, from + (parts[gap]?.text.length ?? 0))
    }
    filled.value = [...filled.value, ...parts.flatMap((part) => (part.kind === 'filled' ? [part.text] : []))]
    call.value = null
    write(to.value)
    to.focus()
  }
  /** Whether the key was the list's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false
    if (event.key === 'Escape') {
      dismissed.current = call.value === null ? null : `${call.value.start}/${call.value.typed}`
      call.value = null
    } else if (found.length === 0) return false
    else if (event.key === 'ArrowDown') active.value = (active.value + 1) % found.length
    else if (event.key === 'ArrowUp') active.value = (active.value + found.length - 1) % found.length
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') insert(active.value)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return {
    open,
    found,
    typed: call.value?.typed ?? '',
    active: Math.min(active.value, Math.max(0, found.length - 1)),
    filled: filled.value,
    insert,
    look,
    onKeyDown,
    forget,
  }
}
