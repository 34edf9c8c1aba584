import { html } from '../html'
import type { Page } from './page'

const paragraphs = [
  {
    title: 'Thirty days',
    words:
      'From the day it arrives. Worn once is fine, worn to sea is not. Boots want to be tried indoors first: the stairs count, the hill does not.',
  },
  {
    title: 'How',
    words:
      'The label lies in the parcel. Stick it over the old one and leave the parcel wherever parcels go. The way back costs nothing.',
  },
  {
    title: 'The wrong size',
    words:
      'Write the size you need on the slip. The new one leaves the day yours arrives, and the swap costs you nothing.',
  },
  {
    title: 'A dent',
    words:
      'A flask that arrived with one stays with you. Send us a photo within 14 days, and we send a round one.',
  },
  {
    title: 'Your money',
    words:
      'Back the way it came, two working days after the parcel is here. The delivery too, if all of it came back.',
  },
]

/** What may go back, how, and until when; as the products and the people at the desk say it. */
export function returnsPage(): Page {
  return {
    path: '/returns',
    title: 'Returns, Mackerel Sky',
    description: 'Thirty days, and what else there is to know.',
    kind: 'other',
    main: html`<div class="heading"><h1>Back within thirty days</h1><p>Weather changes, and so may you.</p></div>
<div class="words">${paragraphs.map(({ title, words }) => html`<section><h2>${title}</h2><p>${words}</p></section>`)}
<section><h2>Not sure</h2><p>Ask in the corner, or see <a href="/contact">when we are at the desk</a>.</p></section>
</div>`,
  }
}
