import type { LIMITS } from '@shopbell/protocol'
import { panelWords as words } from '../copy'
import { Icon } from '../icon'

export interface ComposerProps {
  readonly draft: string
  readonly placeholder: string
  readonly write: (draft: string) => void
  /** Sends what stands here, if it can be sent; the composer empties with it. */
  readonly send: () => void
}

/** The wire's own limit; its type says so, and the object that holds it stays out of the panel. */
const MAX_TEXT: (typeof LIMITS)['textLength'] = 4_000

/** How many characters a draft is over the limit; 0 or less fits. */
export const overLimit = (draft: string) => draft.trim().length - MAX_TEXT

/** Where the shopper writes. Enter sends, Shift and Enter break the line. */
export function Composer({ draft, placeholder, write, send }: ComposerProps) {
  const over = overLimit(draft)
  const maySend = draft.trim() !== '' && over <= 0
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {over > 0 && (
        <p class="too-long" id="too-long" role="status">
          {words.tooLong(over)}
        </p>
      )}
      {/* The copy of the words, unseen, is what gives the field its height. */}
      <div class="field" data-draft={draft}>
        <textarea
          rows={1}
          value={draft}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-invalid={over > 0}
          aria-describedby="too-long"
          enterkeyhint="send"
          dir="auto"
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            // While an input method composes, Enter belongs to it.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
      </div>
      {/* A press must not take the focus, nor with it the keyboard of a phone, out of the field. */}
      <button
        class="send"
        type="submit"
        aria-label={words.send}
        aria-disabled={!maySend}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Icon path="M10 16V4.500M5 9l5-5 5 5" />
      </button>
    </form>
  )
}
