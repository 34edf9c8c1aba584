import type { FastifyInstance } from 'fastify'
import { openHttp } from '../foundation/http'
import { fileOf, readFiles, type ServedFile } from '../foundation/http-files'
import { answerPage, restOf } from '../foundation/http-pages'
import { DEMO_STORE } from './people'

export interface ShopOptions {
  /** The folder of the built shop. */
  readonly built: string
  /** Under which the chat server answers the shop's pages. */
  readonly chatOrigin: string
  readonly logLevel: string
}

const SNIPPET_PLACE = '__SHOPBELL_SNIPPET_SRC__'
const HOURS_PLACE = '__SHOPBELL_HOURS_SRC__'

/**
 * The demo's shop, on a port of its own: another origin than the chat's, as in life, with a strict policy that allows
 * what the install page says it must. Null where it was not built.
 */
export function openShop({ built, chatOrigin, logLevel }: ShopOptions): FastifyInstance | null {
  const files = withAddresses(readFiles(built), `${chatOrigin}/w/${DEMO_STORE}`)
  if (!files.has('index.html')) return null
  const app = openHttp({ logLevel, trustProxy: [], isHttps: false })
  const policy = policyFor(chatOrigin)
  app.get('/*', async (request, reply) => {
    const asked = restOf(request).replace(/\/$/, '')
    const path = [
      asked,
      `${asked}/index.html`,
      `${asked}.html`,
      ...(asked === '' ? ['index.html'] : []),
    ].find((name) => files.has(name))
    if (path === undefined && !/\.\w+$/.test(asked)) reply.code(404)
    const shown = path ?? (reply.statusCode === 404 ? '404.html' : asked)
    return answerPage(request, reply, { file: files.get(shown), path: shown, policy })
  })
  return app
}

/** How many products the built shop shows. */
export function countProducts(built: string): number {
  const pages = [...readFiles(built)].filter(
    ([name, { body }]) => name.endsWith('/index.html') && body.includes(PRODUCT_PAGE),
  )
  return pages.length
}

const PRODUCT_PAGE = 'data-page="product"'

function withAddresses(
  files: ReadonlyMap<string, ServedFile>,
  widget: string,
): ReadonlyMap<string, ServedFile> {
  return new Map(
    [...files].map(([name, file]) => {
      if (!name.endsWith('.html')) return [name, file]
      const text = file.body
        .toString('utf8')
        .replaceAll(SNIPPET_PLACE, `${widget}.js`)
        .replaceAll(HOURS_PLACE, `${widget}/hours.js`)
      return [name, fileOf(Buffer.from(text), file.type)]
    }),
  )
}

function policyFor(chatOrigin: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${chatOrigin}`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ${chatOrigin} ${chatOrigin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
