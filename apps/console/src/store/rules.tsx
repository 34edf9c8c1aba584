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

/** A rule with a key of this screen's, so that its line stays the same one wherever it moves. */
interface Kept {
  readonly key: number
  readonly rule: Rule
}

interface Draft {
  /** Whose; null for a new one, at the end of the list. */
  readonly key: number | null
  readonly typed: TypedRule
}

/** What goes first, and to whom: the list in its order, one form at a time, beside a message to try it with. */
export function Rules({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk } = useSeat()
  const list = useSignal<readonly Kept[] | null>(null)
  const keys = useRef(0)
  const draft = useSignal<Draft | null>(null)
  const failed = useSignal<string | null>(null)
  const said = useSignal('')
  const adder = useRef<HTMLButtonElement>(null)
  const teams = desk.teams.list.value ?? []
  const kept = list.value

  const load = () =>
    orTold(async () => {
      void desk.teams.load(store)
      list.value = (await api.rules(store)).map(keyed)
    })
  const keyed = (rule: Rule): Kept => {
    keys.current += 1
    return { key: keys.current, rule }
  }
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
  const keep = async (changed: readonly Kept[]) => {
    await api.saveRules(store, rulesOf(changed))
    list.value = changed
  }
  const shut = () => {
    draft.value = null
    requestAnimationFrame(() => adder.current?.focus())
  }
  const open = (key: number | null, typed: TypedRule) => {
    draft.value = { key, typed }
  }
  const move = (all: readonly Kept[], from: number, to: number, button: HTMLElement) =>
    orTold(async () => {
      const [moved] = all.slice(from, from + 1)
      if (moved === undefined) return
      await keep(all.toSpliced(from, 1).toSpliced(to, 0, moved))
      said.value = copy.rules.moved(moved.rule.name, to + 1)
      // Its line has another place now, and a moved element loses the focus.
      requestAnimationFrame(() => button.focus())
    })
  const form = (all: readonly Kept[], { key, typed }: Draft) => (
    <RuleForm
      typed={typed}
      place={placeOf(all, key)}
      teams={teams}
      onType={(changed) => open(key, changed)}
      save={async () => {
        await keep(all.toSpliced(placeOf(all, key), 1, keyed(ruleOf(typed))))
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
            {kept === null && (
              <button type="button" class="button" onClick={load}>
                {copy.tryAgain}
              </button>
            )}
          </>
        )}
        {kept?.length === 0 && draft.value === null && <p class="fine">{copy.rules.empty}</p>}
        {kept !== null && (
          <>
            <ol class="replies" data-tall>
              {kept.map(({ key, rule }, place) => (
                <li key={key}>
                  {draft.value?.key === key ? (
                    form(kept, draft.value)
                  ) : (
                    <RuleLine
                      rule={rule}
                      effect={effectWords(rule, teams)}
                      isFirst={place === 0}
                      isLast={place === kept.length - 1}
                      onSwitch={(isOn) =>
                        orTold(() => keep(kept.toSpliced(place, 1, { key, rule: { ...rule, isOn } })))
                      }
                      onMove={(by, button) => move(kept, place, place + by, button)}
                      onEdit={() => open(key, typedRule(rule))}
                      onDelete={async () => {
                        await keep(kept.toSpliced(place, 1))
                        said.value = copy.rules.deleted(rule.name)
                        adder.current?.focus()
                      }}
                    />
                  )}
                </li>
              ))}
            </ol>
            {draft.value?.key === null ? (
              form(kept, draft.value)
            ) : (
              <button type="button" class="button" ref={adder} onClick={() => open(null, NEW_RULE)}>
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
        {kept !== null && <RulesTry store={store} rules={withDraft(kept, draft.value)} teams={teams} />}
      </div>
    </div>
  )
}

function rulesOf(kept: readonly Kept[]): readonly Rule[] {
  return kept.map(({ rule }) => rule)
}

function placeOf(kept: readonly Kept[], key: number | null): number {
  return key === null ? kept.length : kept.findIndex((one) => one.key === key)
}

/** The rules as they would be with what is being typed; null while that is no rule yet. */
function withDraft(kept: readonly Kept[], draft: Draft | null): readonly Rule[] | null {
  if (draft === null) return rulesOf(kept)
  if (Object.keys(wrongInRule(draft.typed)).length > 0) return null
  return rulesOf(kept).toSpliced(placeOf(kept, draft.key), 1, ruleOf(draft.typed))
}

function RuleLine(props: {
  rule: Rule
  effect: string
  isFirst: boolean
  isLast: boolean
  onSwitch: (isOn: boolean) => void
  onMove: (by: 1 | -1, button: HTMLElement) => void
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
            onClick={(event) => !isFirst && onMove(-1, event.currentTarget)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="square"
            aria-label={copy.rules.down(name)}
            title={copy.rules.down(name)}
            aria-disabled={isLast}
            onClick={(event) => !isLast && onMove(1, event.currentTarget)}
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
