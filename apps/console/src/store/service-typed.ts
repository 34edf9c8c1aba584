import { SERVICE_LIMITS, type ServiceBody } from '@shopbell/protocol'
import { copy } from '../copy'
import type { Errors } from '../foundation/form-state'

/** Times as they are typed: words, until they are sent. */
export type TypedService = Pick<ServiceBody, 'liveChat'> & Readonly<Record<TimeField, string>>

export type TimeField = keyof typeof SERVICE_LIMITS

export function typedService({ liveChat, promisedWaitMinutes, emailAnswerHours }: ServiceBody): TypedService {
  return {
    liveChat,
    promisedWaitMinutes: String(promisedWaitMinutes),
    emailAnswerHours: String(emailAnswerHours),
  }
}

/** A time as it was typed, as a whole number within its limits; null for anything else. */
export function timeOf(typed: TypedService, field: TimeField): number | null {
  const { min, max } = SERVICE_LIMITS[field]
  const time = /^\s*\d{1,4}\s*$/.test(typed[field]) ? Number(typed[field]) : 0
  return time >= min && time <= max ? time : null
}

/** What is sent of it, once nothing in it is wrong. */
export function serviceOf(typed: TypedService): ServiceBody {
  return {
    liveChat: typed.liveChat,
    promisedWaitMinutes: Number(typed.promisedWaitMinutes),
    emailAnswerHours: Number(typed.emailAnswerHours),
  }
}

/** What is wrong with what was typed, field by field. */
export function wrongIn(typed: TypedService): Errors {
  const wrong = (['promisedWaitMinutes', 'emailAnswerHours'] as const).filter(
    (field) => timeOf(typed, field) === null,
  )
  return Object.fromEntries(wrong.map((field) => [field, copy.service.timeWrong(SERVICE_LIMITS[field])]))
}
