import { fileURLToPath } from 'node:url'
import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'

// The same page, with a fake session and a fake server instead of the real ones.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  base: '/console/',
  plugins: [
    preact(),
    {
      name: 'fake-world',
      transformIndexHtml: { order: 'pre', handler: (html) => html.replace('/src/main.tsx', '/dev/main.tsx') },
    },
  ],
  build: {
    outDir: process.env.CONSOLE_FAKE_OUT ?? 'node_modules/.fake',
    emptyOutDir: true,
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
  },
})
