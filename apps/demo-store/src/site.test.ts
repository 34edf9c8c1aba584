import { describe, expect, test } from 'vitest'
import { products } from './catalogue/products'
import { hoursPlaceholder, snippetPlaceholder } from './pages/page'
import { fileOf, pages, siteFiles } from './site'

const files = siteFiles({ script: '/assets/shop.js', styles: '/assets/shop.css' })
const documents = [...files].filter(([path]) => path.endsWith('.html'))
const addresses = pages().map(({ path }) => path)

test('the shop has a front page, nine products, and the coat that everybody is sent to', () => {
  expect(products).toHaveLength(9)
  expect(addresses).toContain('/')
  expect(addresses).toContain('/harbour-coat')
  expect(addresses).toContain('/order/10471')
})

test('every page lies where its clean address finds it', () => {
  expect(pages().map(fileOf)).toEqual(documents.map(([path]) => path))
  expect(files.has('harbour-coat/index.html')).toBe(true)
  expect(files.has('404.html')).toBe(true)
})

describe.each(documents)('%s', (_, markup) => {
  test('names the chat once, where the server puts its address', () => {
    expect(markup.split(snippetPlaceholder)).toHaveLength(2)
    expect(markup).toContain(`<script async src="${snippetPlaceholder}"></script>`)
  })

  test('passes a policy without unsafe-inline', () => {
    expect(markup).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|data:/i)
    for (const [script] of markup.matchAll(/<script[^>]*>[^<]*/g)) expect(script).toMatch(/ src="[^"]+">$/)
  })

  test('links to nothing that is not there', () => {
    for (const [, link = ''] of markup.matchAll(/ href="(\/[^"]*)"/g)) {
      const isThere = addresses.includes(link) || files.has(link.slice(1)) || link.startsWith('/assets/')
      expect(isThere, link).toBe(true)
    }
    for (const [, picture = ''] of markup.matchAll(/ (?:src|srcset)="(\/drawings\/[^"]*)"/g)) {
      expect(files.has(picture.slice(1)), picture).toBe(true)
    }
  })

  test('says its name once and uses no id twice', () => {
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(markup.match(/<h1/g)?.length ?? 0).toBeLessThanOrEqual(1)
  })
})

test('the contact page leaves a place for the hours, and is reached from every page', () => {
  expect(files.get('contact/index.html')).toMatch(/data-shopbell-hours/)
  expect(files.get('contact/index.html')?.split(hoursPlaceholder)).toHaveLength(2)
  for (const [, markup] of documents) {
    expect(markup).toContain('<a href="/contact">')
    expect(markup).toContain('<a href="/returns">')
  }
})

test('the returns page and the products give the same thirty days', () => {
  expect(files.get('returns/index.html')).toContain('thirty days')
  const promised = products.flatMap(({ facts }) => facts.filter(({ title }) => title === 'Returns'))
  expect(promised.length).toBeGreaterThan(0)
  for (const { words } of promised) expect(words).toMatch(/^30 days/)
})

test('the drawings carry no style of their own', () => {
  const drawings = [...files].filter(([path]) => path.endsWith('.svg'))
  expect(drawings.length).toBeGreaterThan(products.length)
  for (const [, markup] of drawings) expect(markup).not.toMatch(/<style|\sstyle=|<script/)
})

test('a card number has no name in the form, so that no submission can carry it', () => {
  expect(files.get('checkout/index.html')).toMatch(/<input id="card-number" type="text"/)
})
