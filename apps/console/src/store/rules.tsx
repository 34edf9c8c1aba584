import { useSignal } from '@preact/signals'
import type { Rule, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { Icon } from '../foundation/icons'
import { useSeat, useWorld } from '../foundation/world'
import { RuleForm } from './rule-form'
import { effectWords, whenWords } from './rule-words'
import { RulesTry } from './rules-try'
import { NEW_RULE, ruleOf, type TypedRule, typedRule, wrongInRule } from './rules-typed'
import { SettingLine } from './setting-line'

interface Draft {
  /** The place in the list; the end of it for a new one. */
  readonly place: number
  readonly typed: TypedRule
}

/** What goes first, and to whom: the list in its order, one form at a time, beside a message to try it with. */
export function Rules({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk } = useSeat()
  const list = useSignal<readonly Rule[] | null>(null)
  const draft = useSignal<Draft | null>(null)
  const failed = useSignal<string | null>(null)
  const said = useSignal('')
  const adder = useRef<HTMLButtonElement>(null)
  const teams = desk.teams.list.value ?? []
  const rules = list.value

  const load = () =>
    orTold(async () => {
      void desk.teams.load(store)
      list.value = await api.rules(store)
    })
  const orTold = async (run: () => Promise<void>) => {
    failed.value = null
    try {
      await run()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.value = wordsOf(error)
    }
  }
  // One store for the life of the screen.
  useEffect(() => {
    void load()
  }, [store])
  const keep = async (changed: readonly Rule[]) => {
    await api.saveRules(store, changed)
    list.value = changed
  }
  const shut = () => {
    draft.value = null
    requestAnimationFrame(() => adder.current?.focus())
  }
  const open = (place: number, typed: TypedRule) => {
    draft.value = { place, typed }
  }
  const move = (from: number, to: number) =>
    orTold(async () => {
      const [rule] = rules?.slice(from, from + 1) ?? []
      if (rules === null || rule === undefined) return
      await keep(rules.toSpliced(from, 1).toSpliced(to, 0, rule))
      said.value = copy.rules.moved(rule.name, to + 1)
    })
  const form = (all: readonly Rule[], { place, typed }: Draft) => (
    <RuleForm
      typed={typed}
      place={place}
      teams={teams}
      onType={(changed) => open(place, changed)}
      save={async () => {
        await keep(all.toSpliced(place, 1, ruleOf(typed)))
        shut()
      }}
      onCancel={shut}
    />
  )

  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.rules.title}</h1>
        <p class="lead">{copy.rules.lead}</p>
        {failed.value !== null && (
          <>
            <Alert>{failed.value}</Alert>
            {rules === null && (
              <button type="button" class="button" onClick={load}>
                {copy.tryAgain}
              </button>
            )}
          </>
        )}
        {rules?.length === 0 && draft.value === null && <p class="fine">{copy.rules.empty}</p>}
        {rules !== null && (
          <>
            <ol class="replies" data-tall>
              {rules.map((rule, place) => (
                <li key={place}>
                  {draft.value?.place === place ? (
                    form(rules, draft.value)
                  ) : (
                    <RuleLine
                      rule={rule}
                      effect={effectWords(rule, teams)}
                      isFirst={place === 0}
                      isLast={place === rules.length - 1}
                      onSwitch={(isOn) => orTold(() => keep(rules.toSpliced(place, 1, { ...rule, isOn })))}
                      onMove={(by) => move(place, place + by)}
                      onEdit={() => open(place, typedRule(rule))}
                      onDelete={async () => {
                        await keep(rules.toSpliced(place, 1))
                        said.value = copy.rules.deleted(rule.name)
                        draft.value = null
                        adder.current?.focus()
                      }}
                    />
                  )}
                </li>
              ))}
            </ol>
            {draft.value?.place === rules.length ? (
              form(rules, draft.value)
            ) : (
              <button type="button" class="button" ref={adder} onClick={() => open(rules.length, NEW_RULE)}>
                {copy.rules.add}
              </button>
            )}
          </>
        )}
        <p class="spoken-only" role="status">
          {said.value}
        </p>
      </div>
      <div class="page-side">
        {rules !== null && <RulesTry store={store} rules={withDraft(rules, draft.value)} teams={teams} />}
      </div>
    </div>
  )
}

/** The rules as they would be with what is being typed; null while that is no rule yet. */
function withDraft(rules: readonly Rule[], draft: Draft | null): readonly Rule[] | null {
  if (draft === null) return rules
  if (Object.keys(wrongInRule(draft.typed)).length > 0) return null
  return rules.toSpliced(draft.place, 1, ruleOf(draft.typed))
}

function RuleLine(props: {
  rule: Rule
  effect: string
  isFirst: boolean
  isLast: boolean
  onSwitch: (isOn: boolean) => void
  onMove: (by: 1 | -1) => void
  onEdit: () => void
  onDelete: () => Promise<void>
}): JSX.Element {
  const { rule, isFirst, isLast, onMove } = props
  const { name, isOn } = rule
  return (
    <SettingLine
      name={name}
      words={copy.rules}
      onEdit={props.onEdit}
      onDelete={props.onDelete}
      controls={
        <>
          <label class="check rule-on">
            <input
              type="checkbox"
              aria-label={copy.rules.on(name)}
              checked={isOn}
              onChange={(event) => props.onSwitch(event.currentTarget.checked)}
            />
            <span>{isOn ? copy.rules.isOn : copy.rules.off}</span>
          </label>
          <button
            type="button"
            class="square"
            aria-label={copy.rules.up(name)}
            title={copy.rules.up(name)}
            aria-disabled={isFirst}
            onClick={() => !isFirst && onMove(-1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="square"
            aria-label={copy.rules.down(name)}
            title={copy.rules.down(name)}
            aria-disabled={isLast}
            onClick={() => !isLast && onMove(1)}
          >
            <Icon name="down" />
          </button>
        </>
      }
    >
      <p>
        <bdi>{`${copy.rules.when} ${whenWords(rule)}: ${props.effect}.`}</bdi>
      </p>
    </SettingLine>
  )
}
