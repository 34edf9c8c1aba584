import type { PageContext, PageType } from '@shopbell/protocol'
import type { ShopContext } from '../shell'
import { pageTypeOf } from './page-type'

const MAX_URL = 2_000
const MAX_TITLE = 300
const SECRET = /(^|[-_.])(token|key|secret|password|auth|session|sid|signature|email)$/i

/** The page on which somebody writes: its address without fragment and without what looks like a secret. */
export function pageContext(said: readonly ShopContext[], location: Location, title: string): PageContext {
  const url = new URL(location.href)
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) if (SECRET.test(name)) url.searchParams.delete(name)
  return {
    url: url.href.slice(0, MAX_URL),
    // Cut in the middle of an emoji it would be half a letter, which no server stores.
    title: title.slice(0, MAX_TITLE).toWellFormed(),
    type: pageType(said, location),
  }
}

/** What the shop said of its page, else what its address says. */
export function pageType(said: readonly ShopContext[], { pathname, search }: Location): PageType {
  return said.findLast(({ page }) => page)?.page ?? pageTypeOf(pathname + search)
}
