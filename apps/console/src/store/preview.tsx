import type { JSX } from 'preact'
import { copy } from '../copy'
import { Bell } from '../foundation/icons'
import { onAccent } from './accent'

/** A drawing of the launcher and an opened panel, as the settings beside it say. */
export function Preview(props: {
  name: string
  accent: string
  greeting: string
  side: 'left' | 'right'
}): JSX.Element {
  const colours = { '--accent': props.accent, '--on-accent': onAccent(props.accent) }
  return (
    <figure class="preview" aria-hidden="true" style={colours}>
      <figcaption>{copy.settings.preview}</figcaption>
      <div class="preview-page" data-side={props.side}>
        <div class="preview-panel">
          <div class="preview-head">
            <span class="preview-picture">{[...props.name.trim()][0]?.toLocaleUpperCase() ?? ''}</span>
            <span>
              <b>
                <bdi>{props.name}</bdi>
              </b>
              <small>
                <i />
                {copy.settings.status}
              </small>
            </span>
          </div>
          <div class="preview-log">
            <p class="thread" data-by="person">
              <bdi>{props.greeting.trim() || copy.settings.greetingDefault}</bdi>
            </p>
          </div>
          <div class="preview-composer">{copy.settings.write}</div>
        </div>
        <span class="preview-launcher">
          <Bell />
        </span>
      </div>
    </figure>
  )
}
