import { html } from '../html'
import { hoursPlaceholder, type Page } from './page'

/** How to reach the shop, with the hours as the chat's server publishes them. */
export function contactPage(): Page {
  return {
    path: '/contact',
    title: 'Contact, Mackerel Sky',
    description: 'When we are at the desk, and how to reach us.',
    kind: 'other',
    main: html`<div class="heading"><h1>Ask before it rains</h1><p>The button in the corner is the shortest way. It is there on every page.</p></div>
<div class="words">
<section aria-labelledby="hours"><h2 id="hours">At the desk</h2>
<div class="hours" data-shopbell-hours><p>Day and night. The lamp on the quay is never off.</p></div>
<script type="module" src="${hoursPlaceholder}"></script></section>
<section aria-labelledby="email"><h2 id="email">By email</h2><p><a href="mailto:ahoy@mackerelsky.example">ahoy@mackerelsky.example</a>. It comes to the same desk, and the same people answer.</p></section>
<section aria-labelledby="back"><h2 id="back">Sending something back</h2><p>You need not ask first. <a href="/returns">Returns</a> has all of it.</p></section>
</div>`,
  }
}
