import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'

// The server answers /console/* and /start/* with index.html, so every address in it is absolute. Nothing is
// inlined: the policy of the console allows scripts, styles and pictures from its own origin only.
export default defineConfig({
  base: '/console/',
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
