import { build, defineConfig, type Plugin } from 'vite'

const LOADER = 'loader.js'

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  build: {
    target: 'es2022',
    // A library, so that importing a chunk is an import and nothing more.
    lib: { entry: { panel: 'src/panel/draw-panel.ts' }, formats: ['es'] },
    rolldownOptions: {
      // The second chunk takes from the panel's what both use, so that there is no third.
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        minify: true,
        comments: false,
      },
    },
  },
  plugins: [preactCalls(), loader(), manifest()],
})

/** Builds the loader as a classic script of its own and puts it beside the panel. */
function loader(): Plugin {
  return {
    name: 'shopbell:loader',
    apply: 'build',
    async generateBundle() {
      const result = await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: 'warn',
        build: {
          target: 'es2022',
          write: false,
          lib: { entry: 'src/loader/loader.ts', name: 'shopbell', formats: ['iife'], fileName: () => LOADER },
        },
      })
      const [built] = Array.isArray(result) ? result : [result]
      if (built === undefined || !('output' in built)) this.error('The loader gave no output.')
      for (const file of built.output) {
        if (file.type !== 'chunk') this.error(`The loader is one file; it may not bring ${file.fileName}.`)
        if (file.code.split('__SHOPBELL_SETTINGS__').length !== 2) {
          this.error('The loader must name its settings exactly once.')
        }
        this.emitFile({ type: 'asset', fileName: LOADER, source: file.code })
      }
    },
  }
}

/** Tells the server the names of what was built. */
function manifest(): Plugin {
  return {
    name: 'shopbell:manifest',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const panel = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
      if (panel === undefined) this.error('There is no panel in this build.')
      const source = `${JSON.stringify({ loader: LOADER, panel: panel.fileName }, null, 2)}\n`
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source })
    },
  }
}

/** JSX becomes calls of Preact's own `h` instead of its JSX runtime: one function less, and shorter calls. */
function preactCalls(): Plugin {
  return {
    name: 'shopbell:preact-calls',
    enforce: 'pre',
    transform: (code, id) => (id.endsWith('.tsx') ? `import { h, Fragment } from 'preact';${code}` : null),
  }
}
