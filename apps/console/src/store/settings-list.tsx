import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import type { ApiError } from '../foundation/api'
import { Alert } from '../foundation/field'
import { SettingLine } from './setting-line'

interface ListWords {
  readonly title: string
  readonly lead: string
  readonly empty: string
  readonly add: string
  readonly edit: (name: string) => string
  readonly delete: (name: string) => string
  readonly deleteSure: (name: string) => string
  readonly deleted: (name: string) => string
}

/** How a form ends: saved, or left. */
export interface FormEnds {
  readonly onDone: () => Promise<void>
  readonly onCancel: () => void
}

/** The things of one kind that an owner keeps: a line for each, and one form at a time. The focus follows. */
export function SettingsList<Item extends { readonly id: string }>(props: {
  items: ReadonlySignal<readonly Item[] | null>
  words: ListWords
  /** False where it could not be had. */
  load: () => Promise<boolean>
  nameOf: (item: Item) => string
  /** What a line shows below the name. */
  line: (item: Item) => ComponentChildren
  /** For one of them, or for a new one. */
  form: (item: Item | null, ends: FormEnds) => JSX.Element
  remove: (item: Item) => Promise<void>
  /** Better words for a refusal than the usual ones, or null. */
  wordsOfError?: (error: ApiError) => string | null
  /** What stands beside the list. */
  side: ComponentChildren
}): JSX.Element {
  const { words, nameOf, wordsOfError } = props
  const open = useSignal<Item | 'new' | null>(null)
  const failed = useSignal(false)
  const said = useSignal('')
  const adder = useRef<HTMLButtonElement>(null)
  const items = props.items.value

  const load = async () => {
    failed.value = !(await props.load())
  }
  // One store for the life of the screen.
  useEffect(() => {
    void load()
  }, [])
  const shut = () => {
    open.value = null
    requestAnimationFrame(() => adder.current?.focus())
  }
  const ends: FormEnds = {
    onDone: async () => {
      await load()
      shut()
    },
    onCancel: shut,
  }
  const isOpen = ({ id }: Item) => open.value !== 'new' && open.value?.id === id

  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
        {failed.value && (
          <>
            <Alert>{copy.unreachable}</Alert>
            <button type="button" class="button" onClick={load}>
              {copy.tryAgain}
            </button>
          </>
        )}
        {items?.length === 0 && open.value === null && <p class="fine">{words.empty}</p>}
        <ul class="replies">
          {items?.map((item) => (
            <li key={item.id}>
              {isOpen(item) ? (
                props.form(item, ends)
              ) : (
                <SettingLine
                  name={nameOf(item)}
                  words={words}
                  {...(wordsOfError === undefined ? {} : { wordsOfError })}
                  onEdit={() => {
                    open.value = item
                  }}
                  onDelete={async () => {
                    await props.remove(item)
                    said.value = words.deleted(nameOf(item))
                    await load()
                    adder.current?.focus()
                  }}
                >
                  {props.line(item)}
                </SettingLine>
              )}
            </li>
          ))}
        </ul>
        {open.value === 'new' ? (
          props.form(null, ends)
        ) : (
          <button
            type="button"
            class="button"
            ref={adder}
            onClick={() => {
              open.value = 'new'
            }}
          >
            {words.add}
          </button>
        )}
        <p class="spoken-only" role="status">
          {said.value}
        </p>
      </div>
      <div class="page-side">{props.side}</div>
    </div>
  )
}
