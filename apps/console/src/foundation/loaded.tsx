import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from './api'
import { Alert } from './field'
import { wordsOf } from './form-state'

/** What a page asks the server for. */
export interface Loaded<Value> {
  /** Null until it has come. The page may go on from it, as a form does. */
  readonly value: Signal<Value | null>
  /** Why it did not come the last time. */
  readonly failed: ReadonlySignal<string | null>
  load(): Promise<void>
}

/** Asks once when the page opens, and again when `of`, whose it is, is another. */
export function useLoaded<Value>(of: string, ask: () => Promise<Value>): Loaded<Value> {
  const value = useSignal<Value | null>(null)
  const failed = useSignal<string | null>(null)
  const load = async () => {
    try {
      value.value = await ask()
      failed.value = null
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.value = wordsOf(error)
    }
  }
  useEffect(() => {
    void load()
  }, [of])
  return { value, failed, load }
}

/** Why a page could not be loaded, and the way to try again; nothing while it could. */
export function LoadFailure({ of }: { of: Loaded<unknown> }): JSX.Element | null {
  if (of.failed.value === null) return null
  return (
    <>
      <Alert>{of.failed.value}</Alert>
      <button type="button" class="button" onClick={of.load}>
        {copy.tryAgain}
      </button>
    </>
  )
}
