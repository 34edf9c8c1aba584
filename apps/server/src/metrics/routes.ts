import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../foundation/errors'
import { type HttpOptions, openHttp } from '../foundation/http'
import { bearerOf } from '../foundation/http-visitor'
import type { Overdue } from '../routing/overdue'
import type { Metrics, Now } from './metrics'

export interface MetricsDoor {
  readonly metrics: Metrics
  /** Whoever asks must have it; null: the port is for those who may know. */
  readonly token: string | null
  readonly sockets: () => Now['sockets']
  readonly laneDepth: () => number
  readonly countOverdue: () => Promise<Overdue>
}

const DATABASE_WITHIN_MS = 2_000

/** `GET /metrics`. The figures are told even where the database does not answer, but for the one it would have to. */
export function metricsRoute(app: FastifyInstance, door: MetricsDoor): void {
  const { metrics, token, sockets, laneDepth } = door
  const overdueInTime = oneAtATime(door.countOverdue)
  app.get('/metrics', async (request, reply) => {
    if (token !== null) requireToken(request, token)
    const overdue = await overdueInTime()
    const text = await metrics.text({ sockets: sockets(), laneDepth: laneDepth(), overdue })
    return reply.type(metrics.contentType).send(text)
  })
}

/** A web server with `/metrics` and nothing else, to listen on a port of its own. */
export function openMetricsHttp(
  logging: Pick<HttpOptions, 'logLevel' | 'log'>,
  door: MetricsDoor,
): FastifyInstance {
  const app = openHttp({
    ...logging,
    trustProxy: [],
    isHttps: false,
    onRefused: (code) => door.metrics.refused('http', code),
  })
  metricsRoute(app, door)
  return app
}

/** Compared in a time that tells nothing about the right one. Throws `not_identified`. */
function requireToken(request: FastifyRequest, token: string): void {
  if (timingSafeEqual(digestOf(bearerOf(request)), digestOf(token))) return
  throw new DomainError('not_identified', { message: 'This is not the METRICS_TOKEN.' })
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * The count, or null where it does not come in time. While one is still to come nobody asks again: a database that
 * does not answer would collect the questions of every scrape.
 */
function oneAtATime(count: () => Promise<Overdue>): () => Promise<Overdue | null> {
  let asking: Promise<Overdue | null> | undefined
  return async () => {
    asking ??= count()
      // Told by its absence, and by `/ready`.
      .catch(() => null)
      .finally(() => {
        asking = undefined
      })
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, DATABASE_WITHIN_MS, null)
    })
    try {
      return await Promise.race([asking, tooLate])
    } finally {
      clearTimeout(timer)
    }
  }
}
