import { firstColour, isAvailable, type Product } from '../catalogue/product'
import { type Html, html } from '../html'
import { euros } from '../money'
import { picture, type Shape } from './picture'

/** A product in a list: its picture, its name, what it costs. */
export function productCard(
  product: Product,
  { shape = 'tall', loading }: { shape?: Shape; loading?: 'lazy' } = {},
): Html {
  const { slug, name, line, priceCents } = product
  return html`<li class="card"><a href="/${slug}">
${picture({ slug, colour: firstColour(product), alt: '', shape, ...(loading && { loading }) })}
<span class="card-words"><span class="card-name">${name}</span> <span class="card-price">${isAvailable(product) ? euros(priceCents) : 'Sold out'}</span></span>
<span class="card-line">${line}</span>
</a></li>`
}

/** Rows of three are tall, rows of two are wide. */
export function shapeFor(products: readonly Product[]): Shape {
  return products.length === 3 ? 'tall' : 'wide'
}
