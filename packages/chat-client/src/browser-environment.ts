import type { Environment } from './environment'

/** The browser as the sessions see it. Hears nothing and starts nothing before it is asked to. */
export function browserEnvironment(): Environment {
  throw new Error('The browser environment is being written.')
}
