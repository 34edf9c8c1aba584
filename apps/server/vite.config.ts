import { cpSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  // Our own packages are TypeScript and go into the bundle; everything else is found in node_modules.
  ssr: { noExternal: [/^@shopbell\//] },
  build: {
    ssr: 'src/main.ts',
    target: 'node20',
    sourcemap: true,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'main.js' } },
  },
  plugins: [migrations()],
})

/** Migrations are data: they lie beside the bundle, where `migrate` looks for them. */
function migrations(): Plugin {
  return {
    name: 'shopbell:migrations',
    apply: 'build',
    writeBundle({ dir }) {
      const from = new URL('../../packages/database/migrations', import.meta.url)
      cpSync(from, `${dir ?? 'dist'}/migrations`, { recursive: true })
    },
  }
}
