import { useSignal } from '@preact/signals'
import {
  LIMITS,
  PAGE_TYPES,
  type PageType,
  type Rule,
  type RulesTriedBody,
  type StoreId,
  type Team,
} from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Field } from '../foundation/field'
import { useWorld } from '../foundation/world'
import { thenWords } from './rule-words'
import { hundredthsOf } from './rules-typed'

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 250

/** What these rules, saved or not, would do with a message that the owner makes up. */
export function RulesTry(props: {
  store: StoreId
  /** Null while one of them is unfinished. */
  rules: readonly Rule[] | null
  teams: readonly Team[]
}): JSX.Element {
  const text = useSignal(copy.rules.tryExample)
  const pageType = useSignal<PageType>('checkout')
  const cart = useSignal('')
  return (
    <section class="card rules-try" aria-labelledby="rules-try">
      <h2 class="label" id="rules-try">
        {copy.rules.try}
      </h2>
      <Field label={copy.rules.tryMessage}>
        {(links) => (
          <textarea
            {...links}
            dir="auto"
            rows={2}
            maxLength={LIMITS.textLength}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
        )}
      </Field>
      <div class="rules-try-where">
        <Field label={copy.rules.tryPage}>
          {(links) => (
            <select
              {...links}
              value={pageType.value}
              onChange={(event) => {
                const { value } = event.currentTarget
                pageType.value = PAGE_TYPES.find((type) => type === value) ?? 'other'
              }}
            >
              {PAGE_TYPES.map((type) => (
                <option key={type} value={type}>
                  {copy.rules.pages[type]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={copy.rules.tryCart}>
          {(links) => (
            <input
              {...links}
              inputMode="decimal"
              autocomplete="off"
              value={cart.value}
              onInput={(event) => {
                cart.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
      </div>
      <Tried {...props} text={text.value} pageType={pageType.value} cartTotal={hundredthsOf(cart.value)} />
    </section>
  )
}

function Tried(props: {
  store: StoreId
  rules: readonly Rule[] | null
  teams: readonly Team[]
  text: string
  pageType: PageType
  cartTotal: number | null
}): JSX.Element {
  const { rules, teams } = props
  const tried = useTried(props)
  return (
    <div class="rules-tried" role="status">
      {rules === null && <p class="fine">{copy.rules.unfinished}</p>}
      {rules !== null && tried !== null && (
        <>
          <p>
            <bdi>{copy.rules.wouldBe(goesWords(tried, teams))}</bdi>
          </p>
          <p class="fine">
            <bdi>
              {tried.applied.length === 0
                ? copy.rules.nothingApplies
                : copy.rules.because(tried.applied.flatMap((place) => rules[place]?.name ?? []).join(', '))}
            </bdi>
          </p>
        </>
      )}
    </div>
  )
}

/** In turn and to anybody, unless a rule says otherwise. */
function goesWords(tried: RulesTriedBody, teams: readonly Team[]): string {
  const said = thenWords(tried, teams)
  if (tried.priority > 0 && tried.team !== null) return said
  return [
    tried.priority === 0 ? copy.rules.inTurn : copy.rules.first[tried.priority],
    tried.team === null ? copy.rules.toAnybody : '',
    thenWords({ ...tried, priority: 0 }, teams),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** What the server says to it; the last answer stays until the next has come. */
function useTried(props: {
  store: StoreId
  rules: readonly Rule[] | null
  text: string
  pageType: PageType
  cartTotal: number | null
}): RulesTriedBody | null {
  const { api } = useWorld()
  const { store, text, pageType, cartTotal } = props
  const tried = useSignal<RulesTriedBody | null>(null)
  const rules = props.rules === null ? null : JSON.stringify(props.rules)
  useEffect(() => {
    if (rules === null) return
    let isOld = false
    const timer = setTimeout(async () => {
      try {
        const answer = await api.tryRules(store, { rules: JSON.parse(rules), text, pageType, cartTotal })
        if (!isOld) tried.value = answer
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (!isOld) tried.value = null
      }
    }, PAUSE_MS)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [api, store, rules, text, pageType, cartTotal, tried])
  return tried.value
}
