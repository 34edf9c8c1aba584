import { expect, test } from 'vitest'
import { readSmtpUrl, smtpUrlOf } from './smtp-url'

test.each([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, security: 'starttls', login: null }],
  [
    'smtps://shop%40example.com:p%3A%2F%40ss@mail.example.com',
    {
      host: 'mail.example.com',
      port: 465,
      security: 'tls',
      login: { user: 'shop@example.com', password: 'p:/@ss' },
    },
  ],
  ['smtp://[::1]:1025', { host: '::1', port: 1025, security: 'starttls', login: null }],
  ['SMTP://localhost:25/', { host: 'localhost', port: 25, security: 'starttls', login: null }],
] as const)('%s names a mail server, and is written the same way again', (text, server) => {
  expect(readSmtpUrl(text)).toEqual(server)
  expect(readSmtpUrl(smtpUrlOf(server))).toEqual(server)
})

test.each([
  'mail.example.com',
  'https://mail.example.com',
  'smtp://',
  'smtp://user@mail.example.com',
  'smtp://:password@mail.example.com',
  'smtp://mail.example.com/path',
  'smtp://mail.example.com?tls=no',
  'smtp://us%er:word@mail.example.com',
  'smtp://mail.example.com:99999',
  '',
])('%j names none', (text) => {
  expect(readSmtpUrl(text)).toBeNull()
})
