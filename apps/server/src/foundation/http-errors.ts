import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type ErrorBody, REFUSALS, type RefusalCode } from '@shopbell/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import { DomainError } from './errors'

declare module 'fastify' {
  interface FastifyInstance {
    /** Hears the code of every request that is refused. */
    refused(code: RefusalCode): void
  }
}

const RETRY_AFTER_MS = 1_000

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
    new DomainError('busy', {
      message: 'This did not work here. Try again in a moment.',
      retryAfterMs: RETRY_AFTER_MS,
    }),
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
  const result = schema.safeParse(value, { error: plainly })
  if (result.success) return result.data
  const { issues } = result.error
  const fields: Record<string, string> = {}
  for (const issue of issues) fields[issue.path.map(String).join('.')] ??= sentenceOf(issue)
  const [message] = Object.values(fields)
  const isOnlyTooLong = issues.every((issue) => issue.code === 'too_big' && issue.origin === 'string')
  const { '': _whole, ...named } = fields
  throw new DomainError(isOnlyTooLong ? 'too_long' : 'invalid', {
    ...(message === undefined ? {} : { message }),
    ...(Object.keys(named).length === 0 ? {} : { fields: named }),
  })
}

/** What a schema says that has no words of its own for it. */
function plainly(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'A field is not known here.'
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'too_small':
      return `must be ${issue.minimum} or more${issue.origin === 'string' ? ' characters' : ''}`
    case 'too_big':
      return `must be ${issue.maximum} or less${issue.origin === 'string' ? ' characters' : ''}`
    default:
      return 'is not of its kind'
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

/** A schema's words as a sentence: those that are none yet say what a field must be. */
function sentenceOf({
  message,
  path,
}: {
  readonly message: string
  readonly path: readonly PropertyKey[]
}): string {
  if (message.endsWith('.')) return message
  return path.length === 0 ? `The body ${message}.` : `The field "${path.map(String).join('.')}" ${message}.`
}

/**
 * Answers what never became a request (a line that is no HTTP, headers without end, nothing for too long) in the same
 * words, and closes the line.
 */
export function answerUnreadable(
  error: Error & { readonly code?: string },
  line: Socket,
  onRefused: (code: RefusalCode) => void,
): void {
  if (error.code === 'ECONNRESET' || line.destroyed) return
  const [status, refusal] = unreadableFor(error.code)
  onRefused(refusal.code)
  const body = JSON.stringify(bodyOf(refusal))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  if (line.writable && !isAnswering(line)) line.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  line.destroy(error)
}

/** Words in the midst of another answer would be read as part of it. `_httpMessage` is Node's own name for that one. */
function isAnswering(line: Socket): boolean {
  return '_httpMessage' in line && Object(line._httpMessage).headersSent === true
}

function unreadableFor(code: string | undefined): readonly [status: number, refusal: DomainError] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return [408, new DomainError('invalid', { message: 'This request took too long.' })]
  if (code === 'HPE_HEADER_OVERFLOW')
    return [431, new DomainError('too_large', { message: 'The headers are larger than the limit.' })]
  return [400, new DomainError('invalid', { message: 'This request cannot be read.' })]
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
  reply.server.refused(refusal.code)
  if (refusal.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(refusal.retryAfterMs / 1_000))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(bodyOf(refusal))
}

function bodyOf({ code, message, fields, retryAfterMs }: DomainError): ErrorBody {
  return {
    code,
    message,
    ...(fields === undefined ? {} : { fields }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
