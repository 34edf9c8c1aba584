// Imports point down only (docs/architecture). TypeScript 7 has no compiler API, so the parser here is the
// TypeScript 6 that package.json gives to dependency-cruiser alone; only it can tell a type-only import.

const server = '^apps/server/src/'
const tests = '([.](test|spec|bench|property)[.]tsx?$|/test/|/testing/)'

const domains = 'stores|agents|conversations|routing|assistant|mail|insights'
const plumbing = [`${server}realtime/[^/]*(hub|bus)[^/]*$`, `${server}jobs/[^/]*(worker|schedule)[^/]*$`]
const doors = [
  `${server}realtime/(?![^/]*(hub|bus)[^/]*$)`,
  `${server}jobs/(?![^/]*(worker|schedule)[^/]*$)`,
  `${server}(${domains})/[^/]*routes[^/]*$`,
  `${server}demo/`,
  `${server}metrics/`,
]
const http = `${server}foundation/http([.]ts$|-|/)`

const browserCode = '^(apps/(widget|console|demo-store)|packages/(chat-client|protocol))/src/'
const schemas = '^packages/protocol/src/schemas([.]ts$|-|/)'

/** One package out of node_modules, found or not. */
const library = (names) => `(^|/node_modules/)(${names})(/|$)`

/** What stands on a floor of the server may not import what stands above it. */
function floor(name, mayImport) {
  return {
    name: `server-floor-${name}`,
    comment: `${name} may import [${mayImport.join(', ')}] and nothing else of the server.`,
    severity: 'error',
    from: { path: `${server}${name}/`, pathNot: [tests, ...doors] },
    to: { path: server, pathNot: `${server}(${[name, ...mayImport].join('|')})/` },
  }
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },

    // Floors of the server
    floor('foundation', []),
    floor('stores', ['foundation']),
    floor('agents', ['stores', 'foundation']),
    floor('conversations', ['agents', 'stores', 'foundation']),
    floor('routing', ['conversations', 'agents', 'stores', 'foundation']),
    floor('assistant', ['routing', 'conversations', 'agents', 'stores', 'foundation']),
    floor('mail', ['routing', 'conversations', 'agents', 'stores', 'foundation']),
    floor('insights', ['routing', 'conversations', 'agents', 'stores', 'foundation']),
    {
      name: 'server-plumbing-knows-foundation-only',
      severity: 'error',
      from: { path: plumbing, pathNot: tests },
      to: { path: server, pathNot: [`${server}foundation/`, ...plumbing] },
    },
    {
      name: 'server-door-is-opened-by-app',
      comment: 'Only app and main import a door; the parts of one door (one folder) know each other.',
      severity: 'error',
      from: { path: `${server}([^/]+)(?:/|$)`, pathNot: [tests, `${server}(app|main)[.]ts$`] },
      to: { path: doors, pathNot: `${server}$1/` },
    },
    {
      name: 'server-door-of-its-own-domain',
      comment: 'A domain does not import its own routes either.',
      severity: 'error',
      from: { path: `${server}(${domains})/`, pathNot: [tests, ...doors] },
      to: { path: doors },
    },
    {
      name: 'server-top-main',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: tests },
      to: { path: `${server}main[.]ts$` },
    },
    {
      name: 'server-top-app',
      severity: 'error',
      from: { path: server, pathNot: [tests, `${server}main[.]ts$`] },
      to: { path: `${server}app[.]ts$` },
    },
    {
      name: 'server-top-reactions',
      severity: 'error',
      from: { path: server, pathNot: [tests, `${server}(main|app)[.]ts$`] },
      to: { path: `${server}reactions[.]ts$` },
    },
    {
      name: 'server-top-config',
      comment: 'Settings are read at the top and handed down as arguments.',
      severity: 'error',
      from: { path: server, pathNot: [tests, `${server}(main|app|reactions|config)[.]ts$`, ...doors] },
      to: { path: `${server}config[.]ts$` },
    },

    // Libraries that have one place
    {
      name: 'server-http-stays-at-the-doors',
      severity: 'error',
      from: { path: server, pathNot: [tests, ...doors, http, `${server}(app|main)[.]ts$`] },
      to: { path: library('fastify|@fastify/[^/]+|fastify-[^/]+|ws') },
    },
    {
      name: 'server-zod-stays-at-the-doors',
      severity: 'error',
      from: { path: `${server}(foundation|${domains}|realtime|jobs)/`, pathNot: [tests, ...doors, http] },
      to: { path: [library('zod'), schemas] },
    },
    {
      name: 'server-mailer-stays-in-mail',
      severity: 'error',
      from: { path: server, pathNot: [tests, `${server}mail/`] },
      to: { path: library('nodemailer') },
    },

    // What a browser loads
    {
      name: 'browser-is-light',
      comment: 'No schemas, no database, no matcher in a browser; of faq its own browser entry only.',
      severity: 'error',
      from: { path: browserCode, pathNot: [tests, schemas] },
      to: {
        path: [library('zod|drizzle-orm|postgres'), schemas, '^packages/(database|faq)/'],
        pathNot: '^packages/faq/src/browser',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'browser-knows-no-schema-types',
      comment: 'Types come from the weightless entry of protocol; only protocol itself may derive them.',
      severity: 'error',
      from: { path: browserCode, pathNot: [tests, '^packages/protocol/'] },
      to: {
        path: [library('zod|drizzle-orm|postgres'), schemas, '^packages/(database|faq)/'],
        pathNot: '^packages/faq/src/browser',
      },
    },
    {
      name: 'browser-has-no-node',
      severity: 'error',
      from: { path: [browserCode, '^packages/faq/src/'], pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },

    // Apps and packages
    {
      name: 'app-imports-no-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: tests },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'package-imports-no-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|test|bench)/' },
    },
    {
      name: 'protocol-and-faq-stand-alone',
      severity: 'error',
      from: { path: '^packages/(protocol|faq)/src/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'database-and-chat-client-know-protocol-only',
      severity: 'error',
      from: { path: '^packages/(database|chat-client)/src/', pathNot: tests },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '^packages/protocol/'] },
    },
    {
      name: 'chat-client-has-no-framework',
      severity: 'error',
      from: { path: '^packages/chat-client/src/', pathNot: tests },
      to: { path: library('preact|@preact/[^/]+|react') },
    },
    {
      name: 'server-packages',
      severity: 'error',
      from: { path: server, pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/(database|faq|protocol)/' },
    },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: tests },
      to: { path: [tests, '^(test|bench|scripts)/'] },
    },
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]types|[.]cache)/' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
  },
}
