import type { PageType } from '@shopbell/protocol'

/**
 * What a page is by its address, on the usual platforms: Shopify, WooCommerce, Magento, PrestaShop, BigCommerce,
 * Squarespace, Wix, OpenCart, Shopware. The first match counts: on most of them the page of an order that is done
 * lies below the checkout, and on some the cart does too.
 */
const PATTERNS: readonly (readonly [PageType, RegExp])[] = [
  [
    'order',
    /\/(thank[-_]you|order[-_]?(received|confirm\w*|status|history|detail)|view-order)([/?]|$)|\/orders?\/\w*\d|(checkout|onepage)\/(success|finish)|account\/order|sales\/order/,
  ],
  ['cart', /[/=](cart|basket|bag|warenkorb|panier|carrito|carrello)(-page|\.php)?([/?&]|$)/],
  ['checkout', /[/=](checkouts?|kasse|commande|onepage)([/?&]|$)|controller=order|^\/(\w\w\/)?order([/?]|$)/],
  // PrestaShop: a number, a name, .html.
  [
    'product',
    /\/(products?|product-page|produkte?|produit|producto|prodotto|store\/p|shop\/p|detail)\/.|\/\d+-[^/]+\.html|product\/(view|product)/,
  ],
]

/** The type of the page at this path, query included: `/products/harbour-coat?variant=3` is a product's. */
export function pageTypeOf(path: string): PageType {
  return PATTERNS.find(([, pattern]) => pattern.test(path.toLowerCase()))?.[0] ?? 'other'
}
