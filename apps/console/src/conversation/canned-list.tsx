import type { CannedReply } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { fill, type Values } from './canned-replies'

/** The canned replies that a call may mean. The focus stays in the field; the field names the active one. */
export function CannedList(props: {
  id: string
  replies: readonly CannedReply[]
  typed: string
  active: number
  values: Values
  onChoose: (at: number) => void
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const option = list.current?.children[props.active]
    // jsdom has no layout and so no scrolling.
    option?.scrollIntoView?.({ block: 'nearest' })
  }, [props.active])
  return (
    <div class="canned">
      <p class="spoken-only" role="status">
        {copy.canned.found(props.replies.length)}
      </p>
      {props.replies.length === 0 && <p class="canned-none">{copy.canned.none}</p>}
      <div class="canned-list" role="listbox" id={props.id} aria-label={copy.canned.label} ref={list}>
        {props.replies.map((reply, at) => (
          // The field handles the keys; the list itself is never focused.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={reply.id}
            role="option"
            id={optionId(props.id, at)}
            aria-selected={at === props.active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => props.onChoose(at)}
          >
            <kbd>
              <Shortcut shortcut={reply.shortcut} typed={props.typed} />
            </kbd>
            <span class="canned-words">
              {fill(reply.text, props.values).map((part) =>
                part.kind === 'words' ? (
                  part.text
                ) : (
                  <bdi class="canned-part" data-part={part.kind}>
                    {part.kind === 'gap' && part.variable !== null
                      ? `{${copy.canned.fields[part.variable]}}`
                      : part.text}
                  </bdi>
                ),
              )}
            </span>
          </div>
        ))}
      </div>
      <p class="canned-keys" aria-hidden="true">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {copy.canned.choose}
        </span>
        <span>
          <kbd>Enter</kbd> {copy.canned.insert}
        </span>
        {props.values.shopper_name !== null && (
          <span class="canned-for">{copy.canned.filledFor(props.values.shopper_name)}</span>
        )}
      </p>
    </div>
  )
}

export function optionId(listId: string, at: number): string {
  return `${listId}-${at}`
}

function Shortcut({ shortcut, typed }: { shortcut: string; typed: string }): JSX.Element {
  const at = shortcut.indexOf(typed)
  if (typed === '' || at === -1) return <>/{shortcut}</>
  return (
    <>
      /{shortcut.slice(0, at)}
      <mark>{typed}</mark>
      {shortcut.slice(at + typed.length)}
    </>
  )
}
