import { words } from '../copy-conversation'
import type { AskState } from './ask-state'

interface AddressCardProps {
  readonly asking: AskState
  /** Why it is asked, where nothing above says so. */
  readonly lead: string | null
}

/** Where a shopper leaves an address. Enter saves; what is wrong is said beside the field. */
export function AddressCard({ asking, lead }: AddressCardProps) {
  const { attach, isPrivacyOpen, progress, save, takeMeant, typed, write } = asking
  const { value: now } = progress
  return (
    <form
      class="address"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {lead && <p>{lead}</p>}
      <label for="address">{words.yourEmail}</label>
      <div class="address-line">
        <input
          id="address"
          type="email"
          autocomplete="email"
          enterkeyhint="done"
          dir="ltr"
          value={typed.value}
          readOnly={now.kind === 'saving'}
          aria-invalid={now.kind === 'refused'}
          aria-describedby="address-trouble address-use"
          ref={attach}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
        <button type="submit" aria-disabled={now.kind === 'saving'}>
          {words.save}
        </button>
      </div>
      {now.kind === 'refused' && (
        <p class="trouble" id="address-trouble">
          {now.reason}
        </p>
      )}
      {now.kind === 'doubted' && (
        <p id="address-trouble">
          <button class="meant" type="button" onClick={() => takeMeant(now.meant)}>
            {words.didYouMean(now.meant)}
          </button>
        </p>
      )}
      <p class="use" id="address-use">
        {words.addressUse}{' '}
        <button
          class="link"
          type="button"
          aria-expanded={isPrivacyOpen.value}
          onClick={() => {
            isPrivacyOpen.value = !isPrivacyOpen.value
          }}
        >
          {words.privacy}
        </button>
      </p>
      {isPrivacyOpen.value && <p class="use">{words.privacyMore}</p>}
    </form>
  )
}
