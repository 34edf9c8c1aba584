import { html } from '../html'
import type { Page } from './page'

/** What the server sends, with status 404, for every other address. */
export function notFoundPage(): Page {
  return {
    path: '/404',
    title: 'Not here, Mackerel Sky',
    description: 'Nothing at this address.',
    kind: 'other',
    main: html`<div class="heading"><h1>Nothing here but weather</h1><p>The page has moved or never was. <a href="/">The front page</a> is where it has always been.</p></div>`,
  }
}
