import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'server',
    environment: 'node',
    globalSetup: ['@shopbell/database/testing/global-setup'],
    // Every test has a database of its own, and the machine may be busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
