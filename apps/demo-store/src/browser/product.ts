import { addToCart, variantName } from '../cart/cart'
import { colours } from '../catalogue/colours'
import { firstColour, type Product, stockOf } from '../catalogue/product'
import { productBySlug } from '../catalogue/products'
import { pictureAddress } from '../pages/picture'
import { addButton, stockSentence } from '../pages/product-words'
import { announce, byId } from './elements'
import { keepCart, keptCart } from './kept'

/** The page of a product: the choice changes the picture, the words and the button. */
export function startProduct(): void {
  const product = shownProduct()
  const form = byId('buy', HTMLFormElement)
  if (!product || !form) return
  show(product, form)
  form.addEventListener('change', () => {
    show(product, form)
    dispatchEvent(new Event('shop:choice'))
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const choice = choiceOf(product, form)
    keepCart(addToCart(keptCart(), { slug: product.slug, ...choice }))
    byId('added', HTMLElement)?.removeAttribute('hidden')
    announce(`${product.name}, ${variantName(choice)}, is in your cart`)
  })
}

/** The product whose page this is, or undefined. */
export function shownProduct(): Product | undefined {
  return productBySlug(document.body.dataset.product ?? '')
}

/** What is chosen of it now. */
export function chosenVariant(product: Product) {
  return choiceOf(product, byId('buy', HTMLFormElement))
}

function show(product: Product, form: HTMLFormElement): void {
  const choice = choiceOf(product, form)
  const stock = stockOf(product, choice.size)
  const button = addButton(stock)
  const art = byId('art', HTMLImageElement)
  const address = pictureAddress(product.slug, choice.colour)
  if (art && art.getAttribute('src') !== address) {
    art.src = address
    const wide = byId('art-wide', HTMLSourceElement)
    if (wide) wide.srcset = pictureAddress(product.slug, choice.colour, 'wide')
    art.alt = `${product.name} in ${colours[choice.colour].name.toLowerCase()}, drawn`
  }
  setText('stock', stockSentence(stock, choice.size))
  setText('variant', variantName(choice))
  byId('added', HTMLElement)?.setAttribute('hidden', '')
  setText('add', button.label)
  byId('add', HTMLButtonElement)?.toggleAttribute('disabled', button.isDisabled)
}

function choiceOf(product: Product, form: HTMLFormElement | null) {
  const values = form ? new FormData(form) : new FormData()
  return {
    colour: product.colours.find((id) => id === values.get('colour')) ?? firstColour(product),
    size: product.sizes.find(({ label }) => label === values.get('size'))?.label ?? null,
  }
}

function setText(id: string, words: string): void {
  const element = document.getElementById(id)
  // A live region speaks whenever it is written to, so it is written to only when it changes.
  if (element && element.textContent !== words) element.textContent = words
}
