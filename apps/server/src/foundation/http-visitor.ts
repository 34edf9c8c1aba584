import type { StoreId } from '@shopbell/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from './errors'
import { storeIn } from './http-params'

const PREFLIGHT_SECONDS = 7_200
const BEARER = /^Bearer ([0-9A-Za-z_-]{16,128})$/

/** Judges whether a page of this origin may speak with the store, and counts it. */
export type JudgeOrigin = (storeId: StoreId, origin: string | undefined) => Promise<boolean>

/**
 * The way for browsers on other sites: the exact origin is echoed, without cookies, and only where the store allows
 * it. Throws `origin_not_allowed` for every other, and for none.
 */
export function answerVisitorsOrigin(judge: JudgeOrigin) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { origin } = request.headers
    reply.header('vary', 'Origin').header('cross-origin-resource-policy', 'cross-origin')
    if (origin === undefined || !(await judge(storeIn(request), origin))) {
      throw new DomainError('origin_not_allowed')
    }
    reply.header('access-control-allow-origin', origin)
  }
}

/** Answers the question a browser asks before it sends a token. The answer is good for two hours. */
export async function answerPreflight(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await reply
    .headers({
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': PREFLIGHT_SECONDS,
    })
    .code(204)
    .send()
}

/** The token of the visitor who asks. Throws `not_identified`. */
export function bearerOf(request: FastifyRequest): string {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) throw new DomainError('not_identified')
  return token
}
