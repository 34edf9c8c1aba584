import { defineConfig, type Plugin, runnerImport } from 'vite'

export default defineConfig({
  appType: 'mpa',
  plugins: [sitePages()],
  build: {
    // The shop's policy allows no data: addresses, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: 'src/browser/shop.ts' },
  },
})

/** Prints the pages and drawings beside the script and sheet that vite builds. */
function sitePages(): Plugin {
  // Read anew each time, so that in `vite dev` an edited page is there on the next reload.
  const site = async () => (await runnerImport<typeof import('./src/site')>('./src/site.ts')).module

  return {
    name: 'site-pages',

    async generateBundle(_, bundle) {
      const { siteFiles } = await site()
      const names = Object.keys(bundle)
      const assets = { script: only(names, '.js'), styles: only(names, '.css') }
      for (const [fileName, source] of siteFiles(assets)) this.emitFile({ type: 'asset', fileName, source })
    },

    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://shop')
        const { siteFiles } = await site()
        const files = siteFiles({ script: '/src/browser/shop.ts', styles: '/src/styles/shop.css' })
        const path = pathname.slice(1)
        const page = files.get(path === '' ? 'index.html' : `${path}/index.html`)
        const drawing = files.get(path)
        if (page !== undefined) response.setHeader('content-type', 'text/html').end(page)
        else if (drawing !== undefined) response.setHeader('content-type', 'image/svg+xml').end(drawing)
        else next()
      })
    },
  }
}

/** The address of the one built file with this ending. Throws if there is another, since a page loads one. */
function only(names: string[], ending: string): string {
  const [name, ...others] = names.filter((candidate) => candidate.endsWith(ending))
  if (name === undefined || others.length > 0)
    throw new Error(`Expected one ${ending} file: ${names.join(', ')}`)
  return `/${name}`
}
