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
import { SettingLine } from './setting-line'

const SHORTCUT = /^[a-z0-9-]{1,24}$/
const NOTHING_KNOWN = { shopper_name: null, agent_name: null, store_name: null }

/** The sentences a team writes often: the list, and one form at a time. */
export function Replies({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk } = useSeat()
  const open = useSignal<CannedReply | 'new' | null>(null)
  const failed = useSignal(false)
  const said = useSignal('')
  const adder = useRef<HTMLButtonElement>(null)
  const list = desk.replies.list.value

  const load = async () => {
    failed.value = !(await desk.replies.load(store))
  }
  // One store for the life of the screen.
  useEffect(() => {
    void load()
  }, [store])
  const shut = () => {
    open.value = null
    requestAnimationFrame(() => adder.current?.focus())
  }

  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.replies.title}</h1>
        <p class="lead">{copy.replies.lead}</p>
        {failed.value && (
          <>
            <Alert>{copy.unreachable}</Alert>
            <button type="button" class="button" onClick={load}>
              {copy.tryAgain}
            </button>
          </>
        )}
        {list?.length === 0 && open.value === null && <p class="fine">{copy.replies.empty}</p>}
        <ul class="replies">
          {list?.map((reply) => (
            <li key={reply.id}>
              {open.value !== 'new' && open.value?.id === reply.id ? (
                <ReplyForm
                  reply={reply}
                  save={(body) => api.changeCannedReply(store, reply.id, body)}
                  onDone={() => load().then(shut)}
                  onCancel={shut}
                />
              ) : (
                <SettingLine
                  name={`/${reply.shortcut}`}
                  words={copy.replies}
                  onEdit={() => {
                    open.value = reply
                  }}
                  onDelete={async () => {
                    await api.deleteCannedReply(store, reply.id)
                    said.value = copy.replies.deleted(reply.shortcut)
                    await load()
                    adder.current?.focus()
                  }}
                >
                  <p>
                    <bdi>
                      {fill(reply.text, NOTHING_KNOWN).map((part) =>
                        part.kind === 'gap' && part.variable !== null ? (
                          <code class="variable">{part.text}</code>
                        ) : (
                          part.text
                        ),
                      )}
                    </bdi>
                  </p>
                </SettingLine>
              )}
            </li>
          ))}
        </ul>
        {open.value === 'new' ? (
          <ReplyForm
            reply={null}
            save={(body) => api.addCannedReply(store, body)}
            onDone={() => load().then(shut)}
            onCancel={shut}
          />
        ) : (
          <button
            type="button"
            class="button"
            ref={adder}
            onClick={() => {
              open.value = 'new'
            }}
          >
            {copy.replies.add}
          </button>
        )}
        <p class="spoken-only" role="status">
          {said.value}
        </p>
      </div>
      <div class="page-side">
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
      </div>
    </div>
  )
}

function ReplyForm(props: {
  reply: CannedReply | null
  save: (body: CannedReplyBody) => Promise<void>
  onDone: () => void
  onCancel: () => void
}): JSX.Element {
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
    if (done) props.onDone()
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
