import { categories, products } from './catalogue/products'
import { drawingOf } from './drawings/drawing-of'
import { favicon, narrowHero, wideHero } from './drawings/hero'
import { cartPage } from './pages/cart'
import { categoryPage } from './pages/category'
import { checkoutPage } from './pages/checkout'
import { contactPage } from './pages/contact'
import { homePage } from './pages/home'
import { notFoundPage } from './pages/not-found'
import { latestOrderPage, sampleOrderPage } from './pages/order'
import { type Assets, type Page, printPage } from './pages/page'
import { pictureAddress } from './pages/picture'
import { productPage } from './pages/product'
import { returnsPage } from './pages/returns'

/** Every page of the shop. */
export function pages(): Page[] {
  return [
    homePage(),
    ...categories.map(categoryPage),
    ...products.map(productPage),
    cartPage(),
    checkoutPage(),
    sampleOrderPage(),
    latestOrderPage(),
    contactPage(),
    returnsPage(),
    notFoundPage(),
  ]
}

/** Every file of the shop but its script and sheet: from the path in `dist` to the text. */
export function siteFiles(assets: Assets): Map<string, string> {
  return new Map([
    ...pages().map((page) => [fileOf(page), printPage(page, assets)] as const),
    ...drawings().map(([address, markup]) => [address.slice(1), markup] as const),
  ])
}

/** Where a page lies, so that any server finds it under its clean address. */
export function fileOf({ path }: Page): string {
  if (path === '/404') return '404.html'
  return path === '/' ? 'index.html' : `${path.slice(1)}/index.html`
}

const shapes = ['tall', 'wide'] as const

function drawings(): [address: string, markup: string][] {
  return [
    ['/favicon.svg', favicon().markup],
    ['/drawings/quay.svg', wideHero().markup],
    ['/drawings/quay-narrow.svg', narrowHero().markup],
    ...products.flatMap((product) =>
      shapes.flatMap((shape) =>
        product.colours.map((colour): [string, string] => [
          pictureAddress(product.slug, colour, shape),
          drawingOf(product, colour, shape).markup,
        ]),
      ),
    ),
  ]
}
