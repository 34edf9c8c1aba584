import { defineConfig } from 'vitest/config'

// Vitest 4 no longer looks for a file of this name, so the commands name it and `vitest.config.ts` re-exports it.
export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'test/vitest.config.ts'],
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})
