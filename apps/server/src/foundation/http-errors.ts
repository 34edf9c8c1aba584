import { type ErrorBody, REFUSALS } from '@shopbell/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import { DomainError } from './errors'

/**
 * Answers whatever was thrown on the way of a request with an `ErrorBody`. What is neither a refusal nor the
 * asker's mistake is ours: it is logged, and told to nobody.
 */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal !== null) return answer(reply, REFUSALS[refusal.code].status, refusal)
  request.log.error({ err: error }, 'a request failed')
  return answer(
    reply,
    500,
    new DomainError('busy', { message: 'This did not work here. Try again in a moment.' }),
  )
}

/** Answers that nothing is there: 405 where another method would have found something. */
export function answerNotFound(
  _request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[] = [],
): FastifyReply {
  if (allowed.length === 0) return answer(reply, 404, new DomainError('not_found'))
  reply.header('allow', allowed.join(', '))
  return answer(
    reply,
    405,
    new DomainError('not_found', { message: `Only ${allowed.join(', ')} is answered here.` }),
  )
}

/** What came in, judged by its schema. Throws `invalid` or `too_long` with the fields that are wrong. */
export function parsed<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw asRefusal(result.error)
}

/** A judgement of zod as a refusal: each wrong field with its reason, and the first of them as the sentence. */
export function asRefusal(error: z.ZodError): DomainError {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.')
    if (path !== '') fields[path] ??= issue.message
  }
  const [first] = Object.values(fields)
  const isOnlyTooLong = error.issues.every((issue) => issue.code === 'too_big' && issue.origin === 'string')
  return new DomainError(isOnlyTooLong ? 'too_long' : 'invalid', {
    ...(first === undefined ? {} : { message: first, fields }),
  })
}

function refusalOf(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error
  const status = statusOf(error)
  if (status === null || status >= 500) return null
  if (status === 413) return new DomainError('too_large')
  if (status === 404) return new DomainError('not_found')
  if (status === 415)
    return new DomainError('not_json', { message: 'Send one JSON object, as application/json.' })
  return new DomainError('invalid', { message: 'This request cannot be read.' })
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  return typeof error.statusCode === 'number' && error.statusCode >= 400 ? error.statusCode : null
}

function answer(reply: FastifyReply, status: number, refusal: DomainError): FastifyReply {
  const body: ErrorBody = {
    code: refusal.code,
    message: refusal.message,
    ...(refusal.fields === undefined ? {} : { fields: refusal.fields }),
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
  }
  if (refusal.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(refusal.retryAfterMs / 1_000))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(body)
}
