import type { AgentId } from '@shopbell/protocol'
import type { FastifyRequest } from 'fastify'
import { DomainError } from './errors'
import { isLoopbackHost } from './http-address'

/** Who asks, as their session says. */
export interface SignedIn {
  readonly agentId: AgentId
  readonly tokenHash: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null while nobody is signed in, and outside the console's own routes. */
    signedIn: SignedIn | null
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The agent who asks. Throws `not_identified`. */
export function signedIn(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new DomainError('not_identified')
  return request.signedIn
}

/**
 * Whether a request came under a name the console answers to. Without a public address that is a name of this
 * computer only, so that no page out there can point its own name at us.
 */
export function isConsolesHost(request: FastifyRequest, publicUrl: string | null): boolean {
  return publicUrl !== null || isLoopbackHost(hostNameOf(request.headers.host ?? ''))
}

/** Throws unless a request came under a name the console answers to. */
export function requireConsolesHost(request: FastifyRequest, publicUrl: string | null): void {
  if (isConsolesHost(request, publicUrl)) return
  throw new DomainError('origin_not_allowed', {
    message: 'Without PUBLIC_URL the console answers on localhost only.',
  })
}

/** Whether the page that asks is the console itself. */
export function isConsolesOrigin(request: FastifyRequest, publicUrl: string | null): boolean {
  if (!isConsolesHost(request, publicUrl)) return false
  return request.headers.origin === (publicUrl ?? `http://${request.headers.host}`)
}

/** Throws unless a request that changes something comes from the console's own pages. */
export function requireConsolesOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (SAFE_METHODS.has(request.method) || isConsolesOrigin(request, publicUrl)) return
  throw new DomainError('origin_not_allowed', {
    message: 'Only the console itself may change something here.',
  })
}

/** The host of a `Host` header without its port and an IPv6 address's brackets. */
function hostNameOf(header: string): string {
  return URL.canParse(`http://${header}`) ? new URL(`http://${header}`).hostname.replace(/^\[|]$/g, '') : ''
}
