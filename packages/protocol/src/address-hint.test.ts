import { expect, test } from 'vitest'
import { addressHint } from './address-hint'

test.each([
  ['anna@gmial.com', 'anna@gmail.com'],
  ['anna@gmail.con', 'anna@gmail.com'],
  ['anna@gmail.co', 'anna@gmail.com'],
  ['anna@gamil.com', 'anna@gmail.com'],
  ['anna@GMAL.com', 'anna@gmail.com'],
  ['anna@yaho.com', 'anna@yahoo.com'],
  ['anna@hotmial.con', 'anna@hotmail.com'],
  ['anna@outloook.com', 'anna@outlook.com'],
  ['anna@iclod.com', 'anna@icloud.com'],
  ['anna@t-onlin.de', 'anna@t-online.de'],
])('for %s we ask whether %s was meant', (typed, meant) => {
  expect(addressHint(typed)).toBe(meant)
})

test.each([
  'anna@gmail.com',
  'anna@mail.com',
  'anna@email.com',
  'anna@ymail.com',
  'anna@yahoo.fr',
  'anna@hotmail.de',
  'anna@outlook.es',
  'anna@gmx.at',
  'anna@harbour-and-sons.example',
  'anna@small.com',
  'anna',
  '',
])('%s is left alone', (typed) => {
  expect(addressHint(typed)).toBeNull()
})
