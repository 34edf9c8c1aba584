import { useSignal } from '@preact/signals'
import type { ComponentChildren, InputHTMLAttributes, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Field } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { Bell } from '../foundation/icons'

type Link<Offer> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'valid'; readonly offer: Offer }
  | { readonly kind: 'used' }
  | { readonly kind: 'failed'; readonly words: string }

/** What a link of a letter leads to: asked for once, told when it is over, and to be asked for again. */
export function LinkDoor<Offer>(props: {
  title: string
  used: string
  ask: () => Promise<Offer>
  children: (offer: Offer, onUsed: () => void) => ComponentChildren
}): JSX.Element | null {
  const link = useSignal<Link<Offer>>({ kind: 'asking' })
  const onUsed = () => {
    link.value = { kind: 'used' }
  }
  const ask = async () => {
    try {
      link.value = { kind: 'valid', offer: await props.ask() }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      link.value = error.code === 'link_used' ? { kind: 'used' } : { kind: 'failed', words: wordsOf(error) }
    }
  }
  // The link does not change while this screen is open.
  useEffect(() => {
    void ask()
  }, [])

  if (link.value.kind === 'asking') return null
  return (
    <section class="door" aria-labelledby="door-title">
      <Bell />
      <h1 id="door-title">{props.title}</h1>
      {link.value.kind === 'valid' && props.children(link.value.offer, onUsed)}
      {link.value.kind === 'used' && (
        <>
          <p class="lead">{props.used}</p>
          <a class="button" data-fill href="/console/">
            {copy.firstRun.toSignIn}
          </a>
        </>
      )}
      {link.value.kind === 'failed' && (
        <>
          <p class="lead" role="alert">
            {link.value.words}
          </p>
          <button class="button" type="button" onClick={ask}>
            {copy.tryAgain}
          </button>
        </>
      )}
    </section>
  )
}

/** One field of text, such as a name or a password. */
export function TextField(props: {
  label: string
  hint?: string
  error: string | undefined
  input: InputHTMLAttributes<HTMLInputElement>
  value: string
  onValue: (value: string) => void
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(links) => (
        <input
          {...links}
          {...props.input}
          value={props.value}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
