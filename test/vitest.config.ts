import { defineProject } from 'vitest/config'

// Journeys through the built server come last, for each file has a server and a browser of its own: two at a time.
export default defineProject({
  test: {
    name: 'journeys',
    environment: 'node',
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
  },
})
