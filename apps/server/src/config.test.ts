import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config'

const said = (environment: Record<string, string>, flags: string[] = []) => {
  try {
    readConfig(flags, environment)
    return 'nothing'
  } catch (error) {
    return error instanceof ConfigError ? error.message : error
  }
}

test('with nothing set the server is for this computer, with the demo', () => {
  expect(readConfig([], {})).toMatchObject({
    port: 4100,
    demoPort: 4101,
    host: '127.0.0.1',
    publicUrl: null,
    databaseUrl: null,
    hasDemo: true,
  })
})

test('what is set is taken, and empty is as good as not set', () => {
  const config = readConfig(['--no-demo'], {
    PORT: '4200',
    HOST: '0.0.0.0',
    DATABASE_URL: '',
    AGENT_GRACE_MS: '700',
  })
  expect(config).toMatchObject({
    port: 4200,
    demoPort: 4201,
    host: '0.0.0.0',
    databaseUrl: null,
    hasDemo: false,
  })
  expect(config.durations.agentLostGraceMs).toBe(700)
})

test('letters leave as the environment says, and come from the address it names', () => {
  const { mail } = readConfig([], {
    SMTP_URL: 'smtps://shop%40example.com:secret@mail.example.com',
    MAIL_FROM: 'Chat@Example.com',
    LETTERS_PER_STORE_AND_HOUR: '500',
  })
  expect(mail).toEqual({
    route: {
      server: {
        host: 'mail.example.com',
        port: 465,
        security: 'tls',
        login: { user: 'shop@example.com', password: 'secret' },
      },
      fromAddress: 'chat@example.com',
    },
    caps: { perAddressAndDay: 20, perStoreAndHour: 500 },
  })
  expect(readConfig([], {}).mail.route).toBeNull()
})

test('a wrong value is named with what is allowed, in one line', () => {
  expect(said({ PORT: '70000' })).toBe('PORT must be a whole number from 1 to 65535.')
  expect(said({ PORT: '41e2' })).toBe('PORT must be a whole number from 1 to 65535.')
  expect(said({ PORT: '65535' })).toBe('DEMO_PORT must be a port from 1 to 65535, and not the same as PORT.')
  expect(said({ HOST: 'my shop' })).toContain('HOST must be an address to listen on')
  expect(said({ PUBLIC_URL: 'chat.example.com' })).toContain('PUBLIC_URL must be an address such as')
  expect(said({ PUBLIC_URL: 'https://example.com/chat' })).toContain('without a path')
  expect(said({ DATABASE_URL: 'mysql://x' })).toBe('DATABASE_URL must begin with postgres://.')
  expect(said({ DATABASE_URL: 'postgres://x/y' })).toContain('SECRET is required with DATABASE_URL')
  expect(said({ SECRET: 'short' })).toBe('SECRET must have 32 characters or more.')
  expect(said({ TRUST_PROXY: '10.0.0.0/99' })).toContain('TRUST_PROXY must list addresses')
  expect(said({ METRICS_PORT: '0' })).toBe('METRICS_PORT must be a whole number from 1 to 65535.')
  expect(said({ METRICS_PORT: '4101' })).toBe('METRICS_PORT must be another port than PORT and DEMO_PORT.')
  expect(said({ METRICS_TOKEN: 'short' })).toBe('METRICS_TOKEN must be 32 to 128 of 0-9, A-Z, a-z, _ and -.')
  expect(said({ LOG_LEVEL: 'loud' })).toContain('LOG_LEVEL must be one of')
  expect(said({ AGENT_GRACE_MS: '10' })).toContain(
    'AGENT_GRACE_MS must be a whole number of milliseconds from 500',
  )
  expect(said({ SMTP_URL: 'mail.example.com' })).toContain('SMTP_URL must look like smtp://user:password@')
  expect(said({ SMTP_URL: 'smtp://mail.example.com' })).toContain('MAIL_FROM is required with SMTP_URL')
  expect(said({ MAIL_FROM: 'Shop <a@ok.com>' })).toBe(
    'MAIL_FROM must be one address, such as chat@example.com.',
  )
  expect(said({}, ['--demo'])).toBe('--demo is not known here. The only flag is --no-demo.')
})

test('the demo stays away from an address that others can reach', () => {
  expect(readConfig([], { PUBLIC_URL: 'https://chat.example.com' }).hasDemo).toBe(false)
  expect(readConfig([], { PUBLIC_URL: 'http://localhost:4100' }).hasDemo).toBe(true)
  expect(readConfig([], { PUBLIC_URL: 'http://[::1]:4100' }).hasDemo).toBe(true)
})
