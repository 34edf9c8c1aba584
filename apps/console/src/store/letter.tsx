import { useSignal } from '@preact/signals'
import {
  drawClientId,
  LETTERS_TO_SHOPPERS,
  type LetterBody,
  type LetterId,
  type LettersBody,
  LIMITS,
  type StoreId,
} from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { RichText } from '../conversation/rich-text'
import { copy } from '../copy'
import { letterPage } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { Icon } from '../foundation/icons'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { inboxPath } from '../foundation/routes'
import { moment } from '../foundation/times'
import { useWorld } from '../foundation/world'
import { letterStateWords } from './letter-words'

/** One letter as its reader sees it, and where letters stay the way to answer it as they would. */
export function Letter(props: {
  store: StoreId
  id: LetterId
  stay: LettersBody['stay']
  onBack: () => void
}): JSX.Element {
  const { store, id, stay } = props
  const { api } = useWorld()
  const loaded = useLoaded(id, () => api.letter(store, id))
  const view = useSignal<'page' | 'text'>('page')
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => back.current?.focus(), [])

  const now = loaded.value.value
  return (
    <div class="page-columns">
      <div class="page-main">
        <button type="button" class="button letter-back" ref={back} onClick={props.onBack}>
          <Icon name="back" small />
          {copy.letters.back}
        </button>
        <LoadFailure of={loaded} />
        {now !== null && (
          <>
            <h1 class="letter-title">
              <bdi>{now.subject}</bdi>
            </h1>
            <Envelope letter={now} stay={stay} />
            <fieldset class="segments letter-views">
              <legend class="spoken-only">{copy.letters.view}</legend>
              {(['page', 'text'] as const).map((one) => (
                <label key={one}>
                  <input
                    type="radio"
                    name="letter-view"
                    checked={view.value === one}
                    onChange={() => {
                      view.value = one
                    }}
                  />
                  <span>{copy.letters.views[one]}</span>
                </label>
              ))}
            </fieldset>
            {view.value === 'page' ? (
              <iframe
                class="letter-page"
                title={copy.letters.frame(now.subject)}
                src={letterPage(store, id)}
                sandbox="allow-popups allow-popups-to-escape-sandbox"
              />
            ) : (
              <div class="letter-text">
                <RichText text={now.text} />
              </div>
            )}
            {now.conversation !== null && (
              <a class="button" href={inboxPath(store, 'all', now.conversation)}>
                {copy.letters.conversation}
              </a>
            )}
            {stay !== null && now.conversation !== null && LETTERS_TO_SHOPPERS.includes(now.kind) && (
              <AnswerForm store={store} id={id} />
            )}
          </>
        )}
      </div>
    </div>
  )
}

function Envelope({ letter, stay }: { letter: LetterBody; stay: LettersBody['stay'] }): JSX.Element {
  const { toName, toAddress, fromName, replyTo, createdAt } = letter
  const lines: readonly (readonly [string, string])[] = [
    [copy.letters.to, toName === null ? toAddress : `${toName} <${toAddress}>`],
    [copy.letters.from, fromName],
    ...(replyTo === null ? [] : [[copy.letters.answersTo, replyTo] as const]),
    [copy.letters.written, moment(createdAt, nowMs())],
    [copy.letters.state, letterStateWords(letter, stay)],
  ]
  return (
    <dl class="envelope">
      {lines.map(([label, words]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{words}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function systemRandom(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes.length))
}

function AnswerForm({ store, id }: { store: StoreId; id: LetterId }): JSX.Element {
  const { api } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const typed = useSignal('')
  const answered = useSignal(false)
  // The same words again after a lost answer are the same message.
  const clientId = useRef<string | null>(null)

  const onSubmit = async (event: Event) => {
    event.preventDefault()
    answered.value = false
    const text = typed.value.trim()
    clientId.current ??= drawClientId(nowMs(), systemRandom)
    const answer = { clientId: clientId.current, text }
    const wrong = text === '' ? { text: copy.letters.answerMissing } : {}
    if (!(await submit(wrong, () => api.answerLetter(store, id, answer)))) return
    clientId.current = null
    typed.value = ''
    answered.value = true
  }
  return (
    <form ref={form} class="settings letter-answer" onSubmit={onSubmit} noValidate>
      <Field label={copy.letters.answer} hint={copy.letters.answerHint} error={errors.value.text}>
        {(links) => (
          <textarea
            {...links}
            dir="auto"
            rows={3}
            maxLength={LIMITS.textLength}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value
              answered.value = false
              clientId.current = null
            }}
          />
        )}
      </Field>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.letters.answerSend}
        </button>
        <span class="saved" role="status">
          {answered.value ? copy.letters.answered : ''}
        </span>
      </div>
    </form>
  )
}
