import { useSignal } from '@preact/signals'
import {
  LETTER_STATES,
  type LetterId,
  type LetterState,
  type LettersBody,
  type StoreId,
} from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { Alert, Field } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { shortMoment } from '../foundation/times'
import { useWorld } from '../foundation/world'
import { Letter } from './letter'
import { letterStateWords } from './letter-words'

const POLL_MS = 3_000

/** Every letter of the store, and one of them opened. */
export function Letters({ store }: { store: StoreId }): JSX.Element {
  const open = useSignal<LetterId | null>(null)
  const shown = useSignal<LetterState | null>(null)
  const { page, failed, load, more } = useLetters(store, shown.value)
  // The row that one comes back to.
  const last = useSignal<LetterId | null>(null)

  if (open.value !== null && page !== null) {
    return (
      <Letter
        store={store}
        id={open.value}
        stay={page.stay}
        onBack={() => {
          last.value = open.value
          open.value = null
          void load()
        }}
      />
    )
  }
  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.letters.title}</h1>
        <p class="lead">{copy.letters.lead}</p>
        {failed !== null && (
          <>
            <Alert>{failed}</Alert>
            <button type="button" class="button" onClick={load}>
              {copy.tryAgain}
            </button>
          </>
        )}
        {page !== null && (
          <>
            {page.stay !== null && <p class="letters-stay">{copy.letters.stay[page.stay]}</p>}
            <Field label={copy.letters.show}>
              {(links) => (
                <select
                  {...links}
                  class="letters-filter"
                  value={shown.value ?? 'all'}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value
                    shown.value = LETTER_STATES.find((state) => state === chosen) ?? null
                  }}
                >
                  {(['all', ...LETTER_STATES] as const).map((state) => (
                    <option key={state} value={state}>
                      {copy.letters.states[state]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {page.letters.length === 0 && (
              <p class="fine">{shown.value === null ? copy.letters.empty : copy.letters.emptyOf}</p>
            )}
            <ul class="letters">
              {page.letters.map((letter) => (
                <li key={letter.id}>
                  <button
                    type="button"
                    class="letter-row"
                    data-state={letter.state}
                    ref={(row) => {
                      if (row === null || last.peek() !== letter.id) return
                      last.value = null
                      row.focus()
                    }}
                    onClick={() => {
                      open.value = letter.id
                    }}
                  >
                    <bdi class="letter-subject">{letter.subject}</bdi>
                    <span class="letter-when">{shortMoment(letter.createdAt, nowMs())}</span>
                    <bdi class="letter-to">{letter.toAddress}</bdi>
                    <span class="letter-state">{letterStateWords(letter, page.stay)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {page.next !== null && (
              <button type="button" class="button" onClick={more}>
                {copy.letters.more}
              </button>
            )}
          </>
        )}
      </div>
    </div>
  )
}

/** The letters in one state, or all of them; older pages are added to those that are there. */
function useLetters(store: StoreId, state: LetterState | null) {
  const { api } = useWorld()
  const page = useSignal<LettersBody | null>(null)
  const failed = useSignal<string | null>(null)
  const showsOlder = useRef(false)

  const fetch = async (before: string | null) => {
    try {
      const found = await api.letters(store, { state, before })
      const earlier = before === null ? [] : (page.peek()?.letters ?? [])
      page.value = { ...found, letters: [...earlier, ...found.letters] }
      showsOlder.current = before !== null
      failed.value = null
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.value = wordsOf(error)
    }
  }
  const load = () => fetch(null)
  useEffect(() => {
    void load()
    // The outbox goes on meanwhile. Whoever looks at older ones keeps them before their eyes.
    const timer = setInterval(() => {
      if (!showsOlder.current && document.visibilityState === 'visible') void load()
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [store, state])
  return { page: page.value, failed: failed.value, load, more: () => fetch(page.peek()?.next ?? null) }
}
