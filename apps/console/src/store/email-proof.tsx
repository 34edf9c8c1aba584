import { useSignal } from '@preact/signals'
import type { EmailBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { Alert } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { Icon } from '../foundation/icons'
import { pagePath } from '../foundation/routes'
import { moment } from '../foundation/times'
import { useWorld } from '../foundation/world'
import { type Proof, proofOf } from './email-proof-state'

const POLL_MS = 2_000
const HOUR_MS = 3_600_000

/** Whether letters arrive, what can be done about it, and what shoppers read meanwhile. */
export function EmailProof(props: {
  store: StoreId
  email: EmailBody
  isDemo: boolean
  refresh: () => Promise<void>
}): JSX.Element {
  const { store, email, isDemo, refresh } = props
  const { api } = useWorld()
  const problem = useSignal<string | null>(null)
  const proof = proofOf(email, isDemo)
  const mayChange = proof.kind === 'on_its_way' || proof.kind === 'accepted'
  // It goes on elsewhere: in the outbox, then in the owner's mailbox.
  useEffect(() => {
    if (!mayChange) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh()
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [mayChange])

  const send = async () => {
    problem.value = null
    try {
      await api.testEmail(store)
      await refresh()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.code === 'invalid' ? error.message : wordsOf(error)
    }
  }

  return (
    <>
      <section class="light" data-light={LIGHTS[proof.kind]}>
        <div role="status">
          <h2>
            <Icon
              name={
                LIGHTS[proof.kind] === 'seen'
                  ? 'check'
                  : LIGHTS[proof.kind] === 'refused'
                    ? 'alert'
                    : 'letter'
              }
            />
            {wordsFor(proof)[0]}
          </h2>
          <p>{wordsFor(proof)[1]}</p>
        </div>
        {problem.value !== null && <Alert>{problem.value}</Alert>}
        <div class="actions">
          {proof.kind !== 'none' && proof.kind !== 'demo' && (
            <button
              type="button"
              class="button"
              data-fill={proof.kind === 'untested' ? '' : undefined}
              onClick={send}
            >
              {proof.kind === 'untested' ? copy.mail.test : copy.mail.testAgain}
            </button>
          )}
          <a class="button" href={pagePath(store, 'letters')}>
            {copy.mail.toLetters}
          </a>
        </div>
      </section>
      <section class="card">
        <h2 class="label">{copy.mail.preview}</h2>
        <p>
          {proof.kind === 'confirmed' || proof.kind === 'demo'
            ? copy.mail.promised(Math.ceil(email.answerWithinMs / HOUR_MS))
            : copy.mail.notPromised}
        </p>
      </section>
    </>
  )
}

/** In the colours of the install page's light. */
const LIGHTS = {
  demo: 'seen',
  none: 'waiting',
  untested: 'waiting',
  on_its_way: 'waiting',
  accepted: 'waiting',
  failed: 'refused',
  confirmed: 'seen',
} as const satisfies Record<Proof['kind'], string>

function wordsFor(proof: Proof): readonly [title: string, line: string] {
  switch (proof.kind) {
    case 'demo':
      return [copy.mail.inDemo, copy.mail.inDemoLine]
    case 'none':
      return [copy.mail.none, copy.mail.noneLine]
    case 'untested':
      return [copy.mail.untested, copy.mail.untestedLine]
    case 'on_its_way':
      return proof.trouble === null
        ? [copy.mail.onItsWay, copy.mail.onItsWayLine(proof.address)]
        : [copy.mail.trouble, copy.mail.troubleLine(proof.trouble)]
    case 'accepted':
      return [copy.mail.accepted, copy.mail.acceptedLine(proof.address)]
    case 'failed':
      return [copy.mail.failed, copy.mail.failedLine(proof.because)]
    case 'confirmed':
      return [copy.mail.confirmed, copy.mail.confirmedLine(moment(proof.atMs, nowMs()))]
  }
}
