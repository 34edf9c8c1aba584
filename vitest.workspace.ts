import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// Vitest 4 no longer looks for a file of this name, so the commands name it and `vitest.config.ts` re-exports it.
export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'apps/*/vitest.config.ts',
      'scripts/vitest.config.ts',
      ...journeys(),
    ],
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})

/** The journeys through the whole house, where there are any. */
function journeys(): string[] {
  const config = 'test/vitest.config.ts'
  return existsSync(new URL(config, import.meta.url)) ? [config] : []
}
