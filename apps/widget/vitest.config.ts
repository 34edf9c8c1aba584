import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'widget',
    environment: 'jsdom',
    setupFiles: ['src/testing/browser-gaps.ts'],
    env: { TZ: 'Europe/Amsterdam' },
  },
})
