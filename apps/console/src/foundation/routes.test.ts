// @vitest-environment node
import { expect, test } from 'vitest'
import { inboxPath, pagePath, routeOf, STORE_PAGES } from './routes'

test('every path the console writes is one it reads', () => {
  expect(routeOf(inboxPath('sto_demo', 'waiting', 'conv_1a'))).toEqual({
    kind: 'inbox',
    store: 'sto_demo',
    view: 'waiting',
    conversation: 'conv_1a',
  })
  for (const page of STORE_PAGES) {
    expect(routeOf(pagePath('sto_demo', page))).toEqual({ kind: 'page', store: 'sto_demo', page })
  }
  expect(routeOf('/console')).toEqual({ kind: 'home' })
  expect(routeOf('/start/9tq2-x4mw')).toEqual({ kind: 'first_run', code: '9tq2-x4mw' })
})

test('an address that means nothing leads nowhere, half an escape included', () => {
  for (const path of [
    '/console/x',
    '/console/sto_a/b',
    '/console/sto_a/all/x',
    '/console/sto_a/all/conv_a/b',
    '/start',
    '/console/%E0%A4%A',
  ]) {
    expect(routeOf(path)).toEqual({ kind: 'nowhere' })
  }
})
