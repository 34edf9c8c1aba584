import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** One file in memory, compressed once, when first asked for. */
export interface ServedFile {
  readonly body: Buffer
  readonly type: string
  /** With its quotes. */
  readonly etag: string
  readonly compressed: Map<'br' | 'gzip', Promise<Buffer>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
}
const WORTH_COMPRESSING = /^(text\/|application\/|image\/svg)/
const SMALLEST_TO_COMPRESS = 500
const compressWithGzip = promisify(gzip)
const compressWithBrotli = promisify(brotliCompress)

/** All files of a folder and below, by their path from it with forward slashes. Empty where there is no folder. */
export function readFiles(folder: string): ReadonlyMap<string, ServedFile> {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name))
  return new Map(
    names.map((path) => [
      path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''),
      fileOf(readFileSync(path), TYPES[extname(path)] ?? 'application/octet-stream'),
    ]),
  )
}

/** A file made of these bytes. */
export function fileOf(body: Buffer, type: string): ServedFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, type, etag, compressed: new Map() }
}

/** Answers with a file: 304 if the asker has it, compressed if the asker can take it. */
export async function answerFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile,
): Promise<FastifyReply> {
  // Set, not added: what the route's hooks have said about Vary stays.
  const vary = reply.getHeader('vary')
  reply
    .header('etag', file.etag)
    .header('vary', vary === undefined ? 'Accept-Encoding' : `${vary}, Accept-Encoding`)
  if (isFresh(request.headers['if-none-match'], file.etag)) return reply.code(304).send()
  reply.type(file.type)
  const encoding = encodingFor(request, file)
  if (encoding === null) return reply.send(file.body)
  return reply.header('content-encoding', encoding).send(await compressed(file, encoding))
}

function isFresh(header: string | undefined, etag: string): boolean {
  // A proxy that compresses on the way weakens the tag.
  const tags = header?.split(',') ?? []
  return tags.some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

function encodingFor(request: FastifyRequest, file: ServedFile): 'br' | 'gzip' | null {
  if (file.body.length < SMALLEST_TO_COMPRESS || !WORTH_COMPRESSING.test(file.type)) return null
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';', 1)[0])
  if (accepted.includes('br')) return 'br'
  return accepted.includes('gzip') ? 'gzip' : null
}

function compressed(file: ServedFile, encoding: 'br' | 'gzip'): Promise<Buffer> {
  const known = file.compressed.get(encoding)
  if (known !== undefined) return known
  const made =
    encoding === 'gzip'
      ? compressWithGzip(file.body, { level: 9 })
      : compressWithBrotli(file.body, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: 10,
            [constants.BROTLI_PARAM_SIZE_HINT]: file.body.length,
          },
        })
  file.compressed.set(encoding, made)
  return made
}
