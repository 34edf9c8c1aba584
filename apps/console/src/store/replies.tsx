import { useSignal } from '@preact/signals'
import {
  CANNED_VARIABLES,
  type CannedReply,
  type CannedReplyBody,
  LIMITS,
  type StoreId,
  unknownPlace,
} from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { fill } from '../conversation/canned-replies'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { type Errors, useForm } from '../foundation/form-state'
import { useSeat, useWorld } from '../foundation/world'
import { type FormEnds, SettingsList } from './settings-list'

const SHORTCUT = /^[a-z0-9-]{1,24}$/
const NOTHING_KNOWN = { shopper_name: null, agent_name: null, store_name: null }

/** The sentences a team writes often: the list, and one form at a time, beside what can be filled in. */
export function Replies({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk } = useSeat()
  return (
    <SettingsList
      items={desk.replies.list}
      words={copy.replies}
      load={() => desk.replies.load(store)}
      nameOf={({ shortcut }) => `/${shortcut}`}
      line={({ text }) => <ReplyText text={text} />}
      form={(reply, ends) => (
        <ReplyForm
          {...ends}
          reply={reply}
          save={(body) =>
            reply === null ? api.addCannedReply(store, body) : api.changeCannedReply(store, reply.id, body)
          }
        />
      )}
      remove={({ id }) => api.deleteCannedReply(store, id)}
      side={<Variables />}
    />
  )
}

function ReplyText({ text }: { text: string }): JSX.Element {
  return (
    <p>
      <bdi>
        {fill(text, NOTHING_KNOWN).map((part) =>
          part.kind === 'gap' && part.variable !== null ? (
            <code class="variable">{part.text}</code>
          ) : (
            part.text
          ),
        )}
      </bdi>
    </p>
  )
}

function Variables(): JSX.Element {
  return (
    <section class="card">
      <h2 class="label">{copy.replies.variables}</h2>
      <dl class="variables">
        {CANNED_VARIABLES.map((name) => (
          <div key={name}>
            <dt>
              <code>{`{{${name}}}`}</code>
            </dt>
            <dd>{copy.replies.variableMeanings[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function ReplyForm(
  props: FormEnds & {
    reply: CannedReply | null
    save: (body: CannedReplyBody) => Promise<void>
  },
): JSX.Element {
  const { errors, general, busy, form, submit } = useForm()
  const typed = useSignal<CannedReplyBody>(props.reply ?? { shortcut: '', text: '' })
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const body = { shortcut: typed.value.shortcut.trim().replace(/^\//, ''), text: typed.value.text.trim() }
    const done = await submit(
      wrongIn(body),
      () => props.save(body),
      (error) => (error.code === 'already_exists' ? { shortcut: copy.replies.taken } : null),
    )
    if (done) await props.onDone()
  }
  return (
    <form
      ref={form}
      class="reply-form"
      onSubmit={onSubmit}
      noValidate
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onCancel()
      }}
    >
      <Field label={copy.replies.shortcut} hint={copy.replies.shortcutHint} error={errors.value.shortcut}>
        {(links) => (
          <input
            {...links}
            ref={first}
            dir="ltr"
            spellcheck={false}
            autocapitalize="none"
            autocomplete="off"
            maxLength={25}
            value={typed.value.shortcut}
            onInput={(event) => {
              typed.value = { ...typed.value, shortcut: event.currentTarget.value }
            }}
          />
        )}
      </Field>
      <Field label={copy.replies.text} error={errors.value.text}>
        {(links) => (
          <textarea
            {...links}
            dir="auto"
            rows={4}
            maxLength={LIMITS.textLength}
            value={typed.value.text}
            onInput={(event) => {
              typed.value = { ...typed.value, text: event.currentTarget.value }
            }}
          />
        )}
      </Field>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <button type="button" class="button" onClick={props.onCancel}>
          {copy.cancel}
        </button>
      </div>
    </form>
  )
}

function wrongIn({ shortcut, text }: CannedReplyBody): Errors {
  const unknown = unknownPlace(text)
  return {
    ...(SHORTCUT.test(shortcut) ? {} : { shortcut: copy.replies.shortcutWrong }),
    ...(text === '' ? { text: copy.replies.textMissing } : {}),
    ...(unknown === null ? {} : { text: copy.replies.placeUnknown(unknown, CANNED_VARIABLES) }),
  }
}
