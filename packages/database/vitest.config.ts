import { defineProject } from 'vitest/config'

export default defineProject({
  test: { name: 'database', environment: 'node', globalSetup: ['src/testing/global-setup.ts'] },
})
