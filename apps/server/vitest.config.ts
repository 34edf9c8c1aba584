import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'server',
    environment: 'node',
    globalSetup: ['@shopbell/database/testing/global-setup'],
  },
})
