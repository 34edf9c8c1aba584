import type { Category } from '../catalogue/product'
import { productsIn } from '../catalogue/products'
import { html } from '../html'
import type { Page } from './page'
import { productCard, shapeFor } from './product-card'

/** Everything of one kind. */
export function categoryPage({ id, name, lead }: Category): Page {
  const products = productsIn(id)
  return {
    path: `/${id}`,
    title: `${name}, Mackerel Sky`,
    description: lead,
    kind: 'other',
    category: id,
    main: html`<div class="heading"><h1>${name}</h1><p>${lead}</p></div>
<ul class="cards in-category" data-shelf="${id}">${products.map((product) => productCard(product, { shape: shapeFor(products) }))}</ul>`,
  }
}
