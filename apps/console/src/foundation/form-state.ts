import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { copy, REFUSAL_WORDS } from '../copy'
import { ApiError } from './api'
import { focusFirstWrong } from './field'

export type Errors = Readonly<Record<string, string>>

/**
 * The course of one form: checked here, sent, answered beside the fields. What was typed stays where it is.
 * `general` holds what belongs to no field.
 */
export function useForm() {
  const errors = useSignal<Errors>({})
  const general = useSignal<string | null>(null)
  const busy = useSignal(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (Object.keys(errors.value).length > 0) focusFirstWrong(form.current)
  }, [errors.value])

  /** `wordsFor` may know better words for a refusal, as one sentence or field by field; null leaves it to us. */
  const submit = async (
    wrong: Errors,
    send: () => Promise<void>,
    wordsFor: (error: ApiError) => string | Errors | null = () => null,
  ): Promise<boolean> => {
    general.value = null
    errors.value = wrong
    if (Object.keys(wrong).length > 0 || busy.value) return false
    busy.value = true
    try {
      await send()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const words = wordsFor(error)
      if (words === null && Object.keys(error.fields).length > 0) errors.value = error.fields
      else if (words !== null && typeof words !== 'string') errors.value = words
      else general.value = words ?? wordsOf(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { errors, general, busy, form, submit }
}

/** What a person is told about a refusal that has no field. */
export function wordsOf(error: ApiError): string {
  if (error.code === 'unreachable') return copy.unreachable
  return REFUSAL_WORDS[error.code] ?? copy.somethingFailed
}
