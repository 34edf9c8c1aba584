import { type ColourId, colours } from '../catalogue/colours'
import type { Product, SizeGuide } from '../catalogue/product'
import { firstColour, stockOf } from '../catalogue/product'
import { categories, products, productsIn } from '../catalogue/products'
import { measuringSign } from '../drawings/signs'
import { type Html, html } from '../html'
import { euros } from '../money'
import type { Page } from './page'
import { picture, pictureAddress, sheets } from './picture'
import { productCard } from './product-card'
import { addButton, stockSentence } from './product-words'

/** One product: its picture, the choice of colour and size, the facts, and a bar to buy it from. */
export function productPage(product: Product): Page {
  const siblings = productsIn(product.category)
  const category = categories.find(({ id }) => id === product.category)
  const colour = firstColour(product)
  const size = product.usualSize ?? null
  const stock = stockOf(product, size)
  const button = addButton(stock)
  return {
    path: `/${product.slug}`,
    title: `${product.name}, Mackerel Sky`,
    description: product.lead,
    kind: 'product',
    category: product.category,
    productSlug: product.slug,
    main: html`<div class="product">
<div class="art"><picture><source media="(max-width: 719px)" srcset="${pictureAddress(product.slug, colour, 'wide')}" width="${sheets.wide.width}" height="${sheets.wide.height}" id="art-wide">${picture({ slug: product.slug, colour, alt: `${product.name} in ${colours[colour].name.toLowerCase()}, drawn`, id: 'art' })}</picture></div>
<form class="buy" id="buy" autocomplete="off">
<p class="crumb"><a href="/${product.category}">${category?.name}</a>, ${siblings.indexOf(product) + 1} of ${siblings.length}</p>
<h1>${product.name}</h1>
<p class="price">${euros(product.priceCents)}</p>
<p class="lead">${product.lead}</p>
${colourChoice(product)}
${sizeChoice(product)}
<p class="stock" id="stock" aria-live="polite">${stockSentence(stock, size)}</p>
</form>
<div class="facts">${product.facts.map(({ title, words }) => html`<h2>${title}</h2><p>${words}</p>`)}</div>
</div>
${product.sizeGuide ? sizeGuide(product.sizeGuide) : null}
<section class="also" aria-labelledby="also"><h2 id="also">For the same weather</h2><ul class="cards">${alsoFor(product).map((other) => productCard(other, { loading: 'lazy' }))}</ul></section>
<div class="buy-bar">
<p class="bar-name">${product.name}</p>
<p class="bar-variant" id="variant">${[colours[colour].name, size].filter((part) => part !== null).join(', ')}</p>
<p class="bar-price">${euros(product.priceCents)}</p>
<p class="bar-done" id="added" hidden>In your cart. <a href="/cart" id="see-cart">See it</a></p>
<button class="add" form="buy" id="add"${button.isDisabled ? html` disabled` : null}>${button.label}</button>
</div>`,
  }
}

function colourChoice(product: Product): Html {
  const [first] = product.colours
  if (product.colours.length === 1 && first) {
    return html`<p class="label">Colour: ${colours[first].name}</p><input type="hidden" name="colour" value="${first}">`
  }
  return html`<fieldset class="colours"><legend class="label">Colour</legend>
<div class="swatches">${product.colours.map((id) => swatch(id, id === first))}</div></fieldset>`
}

function swatch(id: ColourId, isChosen: boolean): Html {
  const { name, base } = colours[id]
  return html`<label class="swatch"><input type="radio" name="colour" value="${id}"${isChosen ? html` checked` : null}><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><circle cx="16" cy="16" r="16" fill="${base}"/></svg><span>${name}</span></label>`
}

function sizeChoice(product: Product): Html | null {
  if (product.sizes.length === 0) return null
  return html`<div class="sizes"><fieldset><legend class="label">Size</legend>
<div class="size-row" data-sizes="${product.sizes.length}">${product.sizes.map(
    ({ label, stock }) =>
      html`<label class="size" data-stock="${stock.is}"><input type="radio" name="size" value="${label}"${label === product.usualSize ? html` checked` : null}><span>${label}${stock.is === 'out' ? html`<span class="unseen">, sold out</span>` : null}</span></label>`,
  )}</div></fieldset>
${product.sizeGuide ? html`<a class="to-guide" href="#size-guide">Size guide</a>` : null}</div>`
}

function sizeGuide(guide: SizeGuide): Html {
  const isForCoats = guide.columns.includes('Sleeve')
  return html`<section class="guide" id="size-guide" tabindex="-1" aria-labelledby="guide-title">
<div class="guide-words"><h2 id="guide-title">${guide.title}</h2><p>${guide.advice}</p></div>
<table><caption>In centimetres</caption><thead><tr>${guide.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${guide.rows.map(
    ([size, ...measures]) =>
      html`<tr><th scope="row">${size}</th>${measures.map((measure) => html`<td>${measure}</td>`)}</tr>`,
  )}</tbody></table>
${isForCoats ? measuringSign : null}
</section>`
}

/** Three others: first what is not of the same kind, the way one dresses. */
function alsoFor(product: Product): Product[] {
  const place = products.indexOf(product)
  const turned = [...products.slice(place + 1), ...products.slice(0, place)]
  const others = turned.filter(({ category }) => category !== product.category)
  return [others[0], others[2], others[4]].filter((other) => other !== undefined)
}
