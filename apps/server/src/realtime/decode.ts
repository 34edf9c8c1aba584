import { CLIENT_ID_PATTERN, LIMITS, type RefusalCode, type RefusedFrame } from '@shopbell/protocol'
import { conversationIdSchema } from '@shopbell/protocol/schemas'
import * as z from 'zod'
import { REFUSAL_SENTENCES } from '../foundation/errors'

export type Decoded<Frame> =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'refused'; readonly refused: RefusedFrame }

/** A text frame as what it asks for, or as a refusal that names whatever of it could be read. */
export function decode<Frame>(schema: z.ZodType<Frame>, text: string): Decoded<Frame> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'refused', refused: refusedFrame('not_json', {}) }
  }
  const read = schema.safeParse(value)
  if (read.success) return { kind: 'frame', frame: read.data }
  const named = namesIn(value)
  const overBy = lengthOver(value)
  if (overBy > 0) {
    const message = `At most ${LIMITS.textLength} characters: ${overBy} too many.`
    return { kind: 'refused', refused: refusedFrame('too_long', named, { message }) }
  }
  return { kind: 'refused', refused: refusedFrame('invalid', named) }
}

/** What a refusal names of the frame it refuses. */
export type FrameNames = Pick<RefusedFrame, 'clientId' | 'conversation' | 'frame'>

/** A refusal. */
export function refusedFrame(
  code: RefusalCode,
  names: FrameNames,
  { message, retryAfterMs }: { readonly message?: string; readonly retryAfterMs?: number } = {},
): RefusedFrame {
  return {
    type: 'refused',
    code,
    message: message ?? REFUSAL_SENTENCES[code],
    ...names,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** What a frame that was understood is called in a refusal. */
export function namesOf(frame: {
  readonly type: string
  readonly clientId?: string
  readonly conversation?: NonNullable<RefusedFrame['conversation']>
}): FrameNames {
  return {
    frame: frame.type,
    ...(frame.clientId === undefined ? {} : { clientId: frame.clientId }),
    ...(frame.conversation === undefined ? {} : { conversation: frame.conversation }),
  }
}

const someObject = z.record(z.string(), z.unknown())
const frameType = z.string().regex(/^[a-z_.]{1,40}$/)
const clientId = z.string().regex(CLIENT_ID_PATTERN)

function namesIn(value: unknown): FrameNames {
  const read = someObject.safeParse(value)
  if (!read.success) return {}
  const type = frameType.safeParse(read.data.type)
  const client = clientId.safeParse(read.data.clientId)
  const conversation = conversationIdSchema.safeParse(read.data.conversation)
  return {
    ...(type.success ? { frame: type.data } : {}),
    ...(client.success ? { clientId: client.data } : {}),
    ...(conversation.success ? { conversation: conversation.data } : {}),
  }
}

function lengthOver(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('text' in value)) return 0
  return typeof value.text === 'string' ? value.text.length - LIMITS.textLength : 0
}
