import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Icon } from '../foundation/icons'

/** The link of a new invitation, to be copied while it is there: nobody is told it again. */
export function InvitedLink({ address, url }: { address: string; url: string }): JSX.Element {
  const copied = useSignal(false)
  const line = useRef<HTMLInputElement>(null)
  useEffect(() => {
    line.current?.select()
  }, [url])
  const take = async () => {
    try {
      await navigator.clipboard.writeText(url)
      copied.value = true
    } catch {
      // Without https, or without leave, the browser copies nothing: the line is selected to be copied by hand.
      line.current?.select()
    }
  }
  return (
    <section class="card invited">
      <p>
        <bdi>{copy.people.invited(address)}</bdi>
      </p>
      <div class="with-button">
        <input ref={line} readOnly dir="ltr" aria-label={copy.people.copy} value={url} />
        <button type="button" class="button" onClick={take}>
          <Icon name={copied.value ? 'check' : 'copy'} small />
          {copied.value ? copy.people.copied : copy.people.copy}
        </button>
      </div>
      <p class="fine">{copy.people.once}</p>
    </section>
  )
}
