import type { CategoryId } from '../catalogue/product'
import { categories, productsIn } from '../catalogue/products'
import { type Html, html } from '../html'
import type { Page } from './page'
import { productCard, shapeFor } from './product-card'

/** The front page: the quay, then all nine things. */
export function homePage(): Page {
  return {
    path: '/',
    title: 'Mackerel Sky: coats, boots and flasks for changeable weather',
    description:
      'Three coats, two boots, two flasks, a hat, and what it takes to mend them. From the quay in Ghent.',
    kind: 'other',
    main: html`<section class="hero">
<picture><source media="(max-width: 719px)" srcset="/drawings/quay-narrow.svg" width="720" height="620"><img src="/drawings/quay.svg" alt="A coat, an anorak and a cape drying on a line by the water, boots and a flask beneath" width="1440" height="620" fetchpriority="high"></picture>
<div class="hero-words"><h1>Coats, boots and flasks for changeable weather</h1><p>Nine things. We thought about a tenth, and it stopped raining.</p></div>
</section>
${categories.map(
  ({ id, name, lead }, place) => html`<section class="shelf" data-shelf="${id}" aria-labelledby="${id}">
<div class="shelf-words"><h2 id="${id}"><a href="/${id}">${name}</a></h2><p>${lead}</p></div>
<ul class="cards">${shelf(id, place > 0)}</ul>
</section>`,
)}
<section class="promises" aria-label="How we work"><ul>
<li><h2>Two days</h2><p>From Ghent to most doors on this side of the Alps. Four to Norway. Free from € 150.</p></li>
<li><h2>Thirty days</h2><p>To change your mind. Worn once is fine, worn to sea is not.</p></li>
<li><h2>Ten years</h2><p>Of repairs, if you send it clean. We have seen what lives in pockets.</p></li>
</ul></section>`,
  }
}

function shelf(category: CategoryId, isBelowTheFold: boolean): Html[] {
  const products = productsIn(category)
  const shape = shapeFor(products)
  return products.map((product) =>
    productCard(product, isBelowTheFold ? { shape, loading: 'lazy' } : { shape }),
  )
}
