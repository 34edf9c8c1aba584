import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from './errors'
import { answerFile, type ServedFile } from './http-files'

const CHANGES_CACHING = 'no-cache'
const HASHED_CACHING = 'public, max-age=31536000, immutable'

/** Answers with the file of this path: what carries a hash in its name for good, the rest to be asked for again. */
export async function answerPage(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    file,
    path,
    policy,
  }: { readonly file: ServedFile | undefined; readonly path: string; readonly policy: string },
): Promise<FastifyReply> {
  if (file === undefined) throw new DomainError('not_found')
  reply.headers({
    'content-security-policy': policy,
    'cache-control': path.startsWith('assets/') ? HASHED_CACHING : CHANGES_CACHING,
  })
  return answerFile(request, reply, file)
}

/** The path that a `*` in a route stood for. */
export function restOf(request: FastifyRequest): string {
  const { params } = request
  const isNamed =
    typeof params === 'object' && params !== null && '*' in params && typeof params['*'] === 'string'
  return isNamed ? String(params['*']) : ''
}
