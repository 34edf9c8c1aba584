import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'

interface LineWords {
  readonly edit: (name: string) => string
  readonly delete: (name: string) => string
  readonly deleteSure: (name: string) => string
  /** Where it is called something else than deleting. */
  readonly deleteDo?: string
}

/** One of several things that an owner keeps: its name, what it is, and two buttons. Deleting is asked about first. */
export function SettingLine(props: {
  name: string
  words: LineWords
  /** Better words for a refusal than the usual ones, or null. */
  wordsOfError?: (error: ApiError) => string | null
  /** Further controls, before the two buttons. */
  controls?: ComponentChildren
  children: ComponentChildren
  /** Null where one may not. */
  onEdit: (() => void) | null
  /** Likewise. */
  onDelete: (() => Promise<void>) | null
}): JSX.Element {
  const { name, words } = props
  const sure = useSignal(false)
  const problem = useSignal<string | null>(null)
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (sure.value) keep.current?.focus()
  }, [sure.value])
  const remove = () =>
    props.onDelete?.().catch((error) => {
      if (!(error instanceof ApiError)) throw error
      problem.value = props.wordsOfError?.(error) ?? wordsOf(error)
    })
  return (
    <div class="reply-line">
      <div class="reply-words">
        <b>
          <bdi>{name}</bdi>
        </b>
        {props.children}
        {sure.value && <p class="reply-sure">{words.deleteSure(name)}</p>}
        {problem.value !== null && <Alert>{problem.value}</Alert>}
      </div>
      {sure.value ? (
        <div class="reply-buttons">
          <button type="button" class="button" data-danger onClick={remove}>
            {words.deleteDo ?? copy.replies.deleteDo}
          </button>
          <button
            type="button"
            class="button"
            ref={keep}
            onClick={() => {
              sure.value = false
              problem.value = null
            }}
          >
            {copy.replies.keep}
          </button>
        </div>
      ) : (
        <div class="reply-buttons">
          {props.controls}
          {props.onEdit !== null && (
            <button type="button" class="button" aria-label={words.edit(name)} onClick={props.onEdit}>
              {copy.replies.editWord}
            </button>
          )}
          {props.onDelete !== null && (
            <button
              type="button"
              class="button"
              aria-label={words.delete(name)}
              onClick={() => {
                sure.value = true
              }}
            >
              {words.deleteDo ?? copy.replies.deleteDo}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
