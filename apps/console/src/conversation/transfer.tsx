import { useSignal } from '@preact/signals'
import { type ConversationId, LIMITS, type StoreId, type TransferBody } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert, Field } from '../foundation/field'
import { Icon } from '../foundation/icons'
import { Menu } from '../foundation/menu'
import { useSeat, useWorld } from '../foundation/world'
import { actionWords, holderOf } from './action-words'
import { goalsOf } from './transfer-goals'

interface Transferring {
  readonly store: StoreId
  readonly id: ConversationId
  /** It was handed over. */
  readonly onDone: () => void
}

/** Hands a conversation to a colleague or a team, and says what each of them is doing. */
export function TransferMenu(props: Transferring): JSX.Element {
  const { desk } = useSeat()
  const look = () => {
    void desk.colleagues.load(props.store)
    void desk.teams.load(props.store)
  }
  return (
    <Menu
      class="bar-menu transfer"
      label={copy.transfer.open}
      onOpen={look}
      button={
        <span class="button bar-button">
          <Icon name="give" />
          <span>{copy.transfer.open}</span>
        </span>
      }
    >
      {(close) => (
        <TransferForm
          {...props}
          look={look}
          onDone={() => {
            close()
            props.onDone()
          }}
        />
      )}
    </Menu>
  )
}

function TransferForm({ store, id, look, onDone }: Transferring & { look: () => void }): JSX.Element | null {
  const { api } = useWorld()
  const { desk } = useSeat()
  const to = useSignal<TransferBody['to'] | null>(null)
  const note = useSignal('')
  const busy = useSignal(false)
  const problem = useSignal<string | null>(null)
  const group = useId()
  const colleagues = desk.colleagues.list.value
  const teams = desk.teams.list.value
  if (colleagues === null || teams === null) return null

  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.value) return
    if (to.value === null) {
      problem.value = copy.transfer.unchosen
      return
    }
    busy.value = true
    problem.value = null
    try {
      const said = note.value.trim()
      await api.transfer(store, id, { to: to.value, ...(said === '' ? {} : { note: said }) })
      to.value = null
      note.value = ''
      onDone()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = actionWords(error, holderOf(desk.snapshot.peek().conversations.get(id)?.standing))
      look()
    } finally {
      busy.value = false
    }
  }
  const goals = goalsOf(colleagues, teams, desk.agent)
  if (goals.length === 0) return <p class="fine">{copy.transfer.nobody}</p>
  return (
    <form onSubmit={submit} noValidate>
      <fieldset class="goals">
        <legend>{copy.transfer.to}</legend>
        {goals.map((goal) => (
          <label key={goal.key} class="goal" data-closed={goal.isOpen ? undefined : ''}>
            <input
              type="radio"
              name={group}
              disabled={!goal.isOpen}
              checked={isSame(goal.to, to.value)}
              onChange={() => {
                to.value = goal.to
              }}
            />
            {goal.place === null ? (
              <Icon name="people" small />
            ) : (
              <span class="stop" data-place={goal.place} />
            )}
            <span class="goal-words">
              <bdi>{goal.name}</bdi>
              <small>{goal.words}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={copy.transfer.note} hint={copy.transfer.noteHint}>
        {(links) => (
          <textarea
            {...links}
            dir="auto"
            rows={2}
            maxLength={LIMITS.textLength}
            value={note.value}
            onInput={(event) => {
              note.value = event.currentTarget.value
            }}
          />
        )}
      </Field>
      {problem.value !== null && <Alert>{problem.value}</Alert>}
      <button type="submit" class="button" data-fill aria-disabled={busy.value}>
        {copy.transfer.submit}
      </button>
    </form>
  )
}

function isSame(one: TransferBody['to'], other: TransferBody['to'] | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
