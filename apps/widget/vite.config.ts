import { build, defineConfig, type Plugin } from 'vite'

const LOADER = 'loader.js'
const HOURS = 'hours.js'

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
  plugins: [preactCalls(), loader(), hours(), manifest()],
})

/** Builds the loader as a classic script of its own and puts it beside the panel. */
function loader(): Plugin {
  return {
    name: 'shopbell:loader',
    apply: 'build',
    async generateBundle() {
      const source = await oneFile('src/loader/loader.ts', 'iife')
      if (source.split('__SHOPBELL_SETTINGS__').length !== 2) {
        this.error('The loader must name its settings exactly once.')
      }
      this.emitFile({ type: 'asset', fileName: LOADER, source })
    },
  }
}

/** Builds what prints the hours as a module of its own, which pages without hours never load. */
function hours(): Plugin {
  return {
    name: 'shopbell:hours',
    apply: 'build',
    async generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: HOURS,
        source: await oneFile('src/hours/print-hours.ts', 'es'),
      })
    },
  }
}

async function oneFile(entry: string, format: 'iife' | 'es'): Promise<string> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      write: false,
      lib: { entry, name: 'shopbell', formats: [format] },
      rolldownOptions: { output: { minify: true, comments: false } },
    },
  })
  const [built] = Array.isArray(result) ? result : [result]
  if (built === undefined || !('output' in built)) throw new Error(`${entry} gave no output.`)
  const [file, ...more] = built.output
  if (more.length > 0) throw new Error(`${entry} is one file; it may not bring ${more[0]?.fileName}.`)
  return file.code
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
      const names = { loader: LOADER, hours: HOURS, panel: panel.fileName }
      const source = `${JSON.stringify(names, null, 2)}\n`
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
