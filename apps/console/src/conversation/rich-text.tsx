import type { JSX } from 'preact'
import { textParts } from './text-parts'

/** A person's words, with links to follow. Nothing in them is ever read as markup. */
export function RichText({ text }: { text: string }): JSX.Element {
  return (
    <bdi class="words">
      {textParts(text).map((part) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </bdi>
  )
}
