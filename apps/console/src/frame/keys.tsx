import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Icon } from '../foundation/icons'

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k'], copy.keys.move],
  [['r'], copy.keys.reply],
  [['n'], copy.keys.note],
  [['a'], copy.keys.take],
  [['e'], copy.keys.close],
  [['/'], copy.keys.canned],
  [['Enter'], copy.keys.send],
  [['Shift', 'Enter'], copy.keys.newLine],
  [['Esc'], copy.keys.escape],
  [['?'], copy.keys.help],
]

/** The list of keys. Keeps the focus while it is open and gives it back. */
export function KeysList({ onClose }: { onClose: () => void }): JSX.Element {
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    card.current?.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    // One control only, so Tab has nowhere to go.
    if (event.key === 'Tab') event.preventDefault()
    if (event.key !== 'Escape' && event.key !== '?') return
    event.preventDefault()
    event.stopPropagation()
    onClose()
  }
  return (
    <div
      class="over"
      role="presentation"
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div
        class="keys-card"
        role="dialog"
        aria-modal="true"
        aria-labelledby="keys-title"
        ref={card}
        onKeyDown={onKeyDown}
      >
        <div class="bar">
          <h2 id="keys-title">{copy.keys.title}</h2>
          <button type="button" class="square" aria-label={copy.close} onClick={onClose}>
            <Icon name="cross" />
          </button>
        </div>
        <dl>
          {KEYS.map(([keys, meaning]) => (
            <div key={meaning}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  )
}
