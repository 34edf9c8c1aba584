import { preact } from '@preact/preset-vite'
import { defineProject } from 'vitest/config'

export default defineProject({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  test: {
    name: 'console',
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 20_000,
  },
})
