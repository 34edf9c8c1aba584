import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import { BellSettings } from '../bell/bell-settings'
import { copy } from '../copy'
import { Icon } from '../foundation/icons'
import { Menu } from '../foundation/menu'
import { THEMES } from '../foundation/theme-state'
import { useWorld } from '../foundation/world'

/** Who sits here: light or dark, what calls them, the keys, and the way out. */
export function AccountMenu(props: { name: string; address: string; onKeys: () => void }): JSX.Element {
  const { account, theme } = useWorld()
  const group = useId()
  return (
    <Menu
      class="account"
      label={copy.where.account(props.name)}
      button={
        <>
          <span class="initials">{initialsOf(props.name)}</span>
          <span class="account-name">
            <bdi>{props.name}</bdi>
          </span>
          <Icon name="chevron" small />
        </>
      }
    >
      <p class="account-who">
        <bdi>{props.name}</bdi>
        <small>
          <bdi>{props.address}</bdi>
        </small>
      </p>
      <fieldset class="segments">
        <legend>{copy.theme.label}</legend>
        {THEMES.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={group}
              checked={theme.value === one}
              onChange={() => {
                theme.value = one
              }}
            />
            <span>{copy.theme[one]}</span>
          </label>
        ))}
      </fieldset>
      <BellSettings />
      <button type="button" class="menu-row" onClick={props.onKeys}>
        {copy.where.keys}
        <kbd>?</kbd>
      </button>
      <button type="button" class="menu-row" onClick={() => account.signOut()}>
        {copy.where.signOut}
      </button>
    </Menu>
  )
}

/** One or two letters of a name, by what the eye calls a letter. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean)
  const first = words[0] ?? ''
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return [first, last]
    .map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase()
}
