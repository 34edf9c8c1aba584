import type { AckFrame, RefusedFrame } from '@shopbell/protocol'
import type { Appended, NewEntry } from '../conversations/new-entry'
import type { Audience } from '../conversations/readers'
import { refusalSentence } from '../conversations/refusal'
import { assertNever, DomainError } from '../foundation/errors'
import type { RealtimeContext } from './context'
import { type FrameNames, refusedFrame } from './decode'

const RETRY_AFTER_MS = 1_000

/** Counts a message against the limit of its sender. Throws `too_fast`. */
export function countSend({ sends, clock }: RealtimeContext, senderId: string): void {
  const retryAfterMs = sends.count(senderId, clock.now())
  if (retryAfterMs > 0) throw new DomainError('too_fast', { retryAfterMs })
}

/** Appends through the lane and gives the answer for the sender, in the reader's numbers. Never throws. */
export async function appended(
  { lane, epoch, report }: RealtimeContext,
  entry: NewEntry,
  reader: { readonly audience: Audience; readonly names: FrameNames },
): Promise<AckFrame | RefusedFrame> {
  try {
    return answerTo(await lane.append(entry), epoch, reader)
  } catch (error) {
    report(error)
    return refusedFrame('busy', reader.names, { retryAfterMs: RETRY_AFTER_MS })
  }
}

function answerTo(
  outcome: Appended,
  epoch: string,
  { audience, names }: { readonly audience: Audience; readonly names: FrameNames },
): AckFrame | RefusedFrame {
  switch (outcome.kind) {
    case 'stored':
    case 'known': {
      const { clientId, conversation, seq, visible, at } = outcome.entry
      return {
        type: 'ack',
        clientId,
        conversation,
        epoch,
        seq: audience === 'agent' ? seq : (visible ?? 0),
        at,
      }
    }
    case 'refused':
      return refusedFrame(outcome.code, names, {
        message: refusalSentence(outcome),
        ...(outcome.code === 'busy' ? { retryAfterMs: RETRY_AFTER_MS } : {}),
      })
    case 'silent':
      throw new Error('a message was stored without a word')
    default:
      return assertNever(outcome)
  }
}
