import { defineProject } from 'vitest/config'

// Journeys through the built server: each file has a server and a browser of its own, and two cores carry two.
export default defineProject({
  test: {
    name: 'journeys',
    environment: 'node',
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
