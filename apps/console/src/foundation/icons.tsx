import type { JSX } from 'preact'

const paths = {
  inbox:
    'M3 11.5l2.2-6.3A2 2 0 0 1 7.1 4h5.8a2 2 0 0 1 1.9 1.2L17 11.5v3a1.75 1.75 0 0 1-1.75 1.75H4.75A1.75 1.75 0 0 1 3 14.5zM3 11.5h4l1.25 2h3.5l1.25-2h4',
  clock: 'M10 2.75a7.25 7.25 0 1 0 0 14.5a7.25 7.25 0 1 0 0-14.5M10 6v4.25l2.75 1.75',
  letter:
    'M3.75 4.75h12.5a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1M3.25 5.5l6.75 5.25 6.75-5.25',
  letters:
    'M5.75 7.25h10.5a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H5.75a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1M5.25 8l5.75 4.5L16.75 8M2.75 12.5V5.25a1 1 0 0 1 1-1h10.5',
  box: 'M3.75 3.75h12.5a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1M4 7.75v7.5c0 .6.4 1 1 1h10c.6 0 1-.4 1-1v-7.5M8 11h4',
  all: 'M3 5.5h14M3 10h14M3 14.5h14',
  alert: 'M10 2.75a7.25 7.25 0 1 0 0 14.5a7.25 7.25 0 1 0 0-14.5M10 6.25v4.5M10 13.6v.01',
  sliders:
    'M3 6h7M14.5 6H17M3 14h2.5M10 14h7M14.5 6a2.25 2.25 0 1 0-4.5 0a2.25 2.25 0 1 0 4.5 0M10 14a2.25 2.25 0 1 0-4.5 0a2.25 2.25 0 1 0 4.5 0',
  pin: 'M10 17s5.5-4.7 5.5-8.7a5.5 5.5 0 0 0-11 0C4.5 12.3 10 17 10 17zM11.75 8.25a1.75 1.75 0 1 0-3.5 0a1.75 1.75 0 1 0 3.5 0',
  reply:
    'M4 3.75h12a1.25 1.25 0 0 1 1.25 1.25v7.5a1.25 1.25 0 0 1-1.25 1.25H9l-4 3v-3H4a1.25 1.25 0 0 1-1.25-1.25V5A1.25 1.25 0 0 1 4 3.75zM11.5 6.25l-3 5',
  side: 'M4.75 3.75h10.5a2 2 0 0 1 2 2v8.5a2 2 0 0 1-2 2H4.75a2 2 0 0 1-2-2v-8.5a2 2 0 0 1 2-2M12.25 4v12',
  hourglass:
    'M5.5 3h9M5.5 17h9M6.5 3v2.5c0 2 3.5 3 3.5 4.5s-3.5 2.5-3.5 4.5V17M13.5 3v2.5c0 2-3.5 3-3.5 4.5s3.5 2.5 3.5 4.5V17',
  cross: 'M5 5l10 10M15 5L5 15',
  check: 'M4 10.5l4 4 8-9',
  plus: 'M10 3.5v13M3.5 10h13',
  people:
    'M7.5 9.5a2.75 2.75 0 1 0 0-5.5a2.75 2.75 0 1 0 0 5.5M2.5 16v-.5a4 4 0 0 1 4-4h2a4 4 0 0 1 4 4v.5M13 4.25a2.75 2.75 0 0 1 0 5M14.75 11.75a4 4 0 0 1 2.75 3.75v.5',
  sort: 'M3 5h14M5.5 10h9M8 15h4',
  give: 'M3 13.5c0-3.5 2.5-5.5 6-5.5h7.5M12.5 4l4 4-4 4',
  dots: 'M4.5 10v.01M10 10v.01M15.5 10v.01',
  copy: 'M9 7h6a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2',
  back: 'M12.5 4.5L7 10l5.5 5.5',
  up: 'M10 16V4M5 9l5-5 5 5',
  down: 'M10 4v12M5 11l5 5 5-5',
  chevron: 'M5.5 12.5L10 8l4.5 4.5',
} as const

export type IconName = keyof typeof paths

/** A drawing in the colour of the words around it. It never stands for words: those are beside it or its label. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }): JSX.Element {
  return (
    <svg
      class="icon"
      data-small={small ? '' : undefined}
      data-icon={name}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark: the bell that speaks, its tail towards the page's middle. */
export function Bell(): JSX.Element {
  return (
    <svg class="bell" viewBox="0 0 28 28" aria-hidden="true">
      <g transform="matrix(-1 0 0 1 28 0)">
        <circle cx="14" cy="3.4" r="1.9" />
        <path d="M4 19v-2.6a10 10 0 0 1 20 0V19c0 .8-.7 1.5-1.5 1.5h-.4v3.7c0 .9-1 1.3-1.6.7l-4.2-4.4H5.5A1.5 1.5 0 0 1 4 19z" />
      </g>
    </svg>
  )
}

/** A shop under its awning, for the install page. */
export function Shop(): JSX.Element {
  return (
    <svg class="shop" viewBox="0 0 28 28" aria-hidden="true">
      <path d="M5.5 12.5V23h17V12.5M3.5 11l2.5-6.5h16l2.5 6.5c0 2-1.5 3-3.5 3s-3.5-1-3.5-3c0 2-1.5 3-3.5 3s-3.5-1-3.5-3c0 2-1.5 3-3.5 3s-3.5-1-3.5-3z" />
    </svg>
  )
}
