import type { Queryable } from '@shopbell/database'
import type { HoursBody, InstallBody, ServiceBody, StoreId, StoreSettingsBody } from '@shopbell/protocol'
import {
  cannedReplyBodySchema,
  hoursBodySchema,
  serviceBodySchema,
  siteBodySchema,
  storeIdSchema,
  storeSettingsBodySchema,
} from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { requireManager, requireMembership } from '../agents/memberships'
import type { Clock } from '../foundation/clock'
import { DomainError } from '../foundation/errors'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { answerFile, fileOf, type ServedFile } from '../foundation/http-files'
import { cannedReplyIn, storeIn } from '../foundation/http-params'
import type { Transact } from '../foundation/transact'
import { addCannedReply, cannedRepliesOf, changeCannedReply, removeCannedReply } from './canned-replies'
import { saveHours } from './opening-hours'
import { originIn } from './origins'
import { saveService, serviceOf } from './service'
import { saveSettings, settingsOf } from './settings'
import type { Sightings } from './sightings'
import { allowSite, removeSite, sitesOf } from './sites'
import { requireStore } from './store'
import type { BuiltWidget } from './widget-releases'
import { hoursSnippetFor, snippetFor, widgetScript, widgetSettings } from './widget-script'

export interface StoreRoutes {
  readonly db: Queryable
  readonly transact: Transact
  /** What a snippet names; a console without a public address is on this computer. */
  readonly publicUrl: string
}

/** Settings, canned replies, and where the widget may run. Inside the console's scope. */
export function storeRoutes(app: FastifyInstance, { db, transact, publicUrl }: StoreRoutes): void {
  const at = (path: string) => `/v1/console/stores/:store/${path}`
  const asked = (request: FastifyRequest) => ({ by: signedIn(request).agentId, storeId: storeIn(request) })

  app.get(at('settings'), async (request): Promise<StoreSettingsBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    return settingsOf(await requireStore(db, storeId))
  })

  app.put(at('settings'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await saveSettings(work, { by, storeId, settings: parsed(storeSettingsBodySchema, request.body) })
    })
    return reply.code(204).send()
  })

  app.get(at('hours'), async (request): Promise<HoursBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const { hours, answersOutsideHours } = await requireStore(db, storeId)
    return { hours, answersOutsideHours }
  })

  app.put(at('hours'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await saveHours(work, { by, storeId, ...parsed(hoursBodySchema, request.body) })
    })
    return reply.code(204).send()
  })

  app.get(at('service'), async (request): Promise<ServiceBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    return serviceOf(await requireStore(db, storeId))
  })

  app.put(at('service'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await saveService(work, { by, storeId, service: parsed(serviceBodySchema, request.body) })
    })
    return reply.code(204).send()
  })

  app.get(at('canned-replies'), async (request) => {
    const { by, storeId } = asked(request)
    await requireMembership(db, storeId, by)
    return cannedRepliesOf(db, storeId)
  })

  app.post(at('canned-replies'), async (request, reply) => {
    const { by, storeId } = asked(request)
    const added = await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      return addCannedReply(work, { by, storeId, reply: parsed(cannedReplyBodySchema, request.body) })
    })
    return reply.code(201).send(added)
  })

  app.put(at('canned-replies/:reply'), async (request) => {
    const { by, storeId } = asked(request)
    return transact(async (work) => {
      await requireManager(work.db, storeId, by)
      const reply = parsed(cannedReplyBodySchema, request.body)
      return changeCannedReply(work, { by, storeId, id: cannedReplyIn(request), reply })
    })
  })

  app.delete(at('canned-replies/:reply'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await removeCannedReply(work, { by, storeId, id: cannedReplyIn(request) })
    })
    return reply.code(204).send()
  })

  app.get(at('install'), async (request): Promise<InstallBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const store = await requireStore(db, storeId)
    return {
      snippet: snippetFor(store, publicUrl),
      hoursSnippet: hoursSnippetFor(store, publicUrl),
      sites: await sitesOf(db, storeId),
    }
  })

  for (const method of ['POST', 'PUT'] as const) {
    app.route({
      method,
      url: at('sites'),
      handler: async (request, reply) => {
        const { by, storeId } = asked(request)
        await transact(async (work) => {
          await requireManager(work.db, storeId, by)
          await allowSite(work, { by, storeId, origin: parsed(siteBodySchema, request.body).origin })
        })
        return reply.code(204).send()
      },
    })
  }

  app.delete(at('sites'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await removeSite(work, { by, storeId, origin: parsed(siteBodySchema, request.body).origin })
    })
    return reply.code(204).send()
  })
}

export interface WidgetRoutes {
  readonly db: Queryable
  readonly clock: Clock
  readonly sightings: Sightings
  /** Null where the widget was not built. */
  readonly widget: BuiltWidget | null
  /** Chunks by file name: this release's and those of the two before it. */
  readonly assets: ReadonlyMap<string, ServedFile>
}

const SCRIPT_CACHING = 'public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800'
const CHUNK_CACHING = 'public, max-age=31536000, immutable'
/** A change of settings by another server process is seen after this long. */
const SCRIPT_KEPT_MS = 2_000
const SCRIPTS_KEPT = 1_000
const scriptParams = z.object({
  file: z
    .string()
    .transform((name) => name.replace(/\.js$/, ''))
    .pipe(storeIdSchema),
})
const assetParams = z.object({ '*': z.string() })

/** The store's script, one small cached answer, what prints its hours, and the panel's chunks. For every site. */
export function widgetRoutes(
  app: FastifyInstance,
  { db, clock, sightings, widget, assets }: WidgetRoutes,
): void {
  const scripts = new Map<StoreId, { readonly file: ServedFile; readonly readAtMs: number }>()

  async function scriptOf(storeId: StoreId, { loader, panel }: BuiltWidget): Promise<ServedFile> {
    const known = scripts.get(storeId)
    if (known !== undefined && clock.now() - known.readAtMs < SCRIPT_KEPT_MS) return known.file
    const text = Buffer.from(widgetScript(loader, widgetSettings(await requireStore(db, storeId), panel)))
    // Unchanged: keep the file, for it is compressed already.
    const file =
      known?.file.body.equals(text) === true ? known.file : fileOf(text, 'text/javascript; charset=utf-8')
    if (scripts.size >= SCRIPTS_KEPT) scripts.clear()
    scripts.set(storeId, { file, readAtMs: clock.now() })
    return file
  }

  app.get('/w/:file', async (request, reply) => {
    const read = scriptParams.safeParse(request.params)
    if (!read.success || !request.url.split('?', 1)[0]?.endsWith('.js'))
      throw new DomainError('store_not_found')
    if (widget === null) throw new DomainError('not_found', { message: 'The widget is not built here.' })
    const file = await scriptOf(read.data.file, widget)
    const origin = originIn(request.headers.referer)
    if (origin !== null) sightings.seen(read.data.file, origin)
    reply.headers({ 'cache-control': SCRIPT_CACHING, ...FOR_EVERY_SITE })
    return answerFile(request, reply, file)
  })

  const hours = widget && fileOf(Buffer.from(widget.hours), 'text/javascript; charset=utf-8')
  app.get('/w/:store/hours.js', async (request, reply) => {
    storeIn(request)
    if (hours === null) throw new DomainError('not_found', { message: 'The widget is not built here.' })
    reply.headers({ 'cache-control': SCRIPT_CACHING, ...FOR_EVERY_SITE })
    return answerFile(request, reply, hours)
  })

  app.get('/w/assets/*', async (request, reply) => {
    const file = assets.get(parsed(assetParams, request.params)['*'])
    if (file === undefined) throw new DomainError('not_found')
    reply.headers({ 'cache-control': CHUNK_CACHING, ...FOR_EVERY_SITE })
    return answerFile(request, reply, file)
  })
}

const FOR_EVERY_SITE = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
