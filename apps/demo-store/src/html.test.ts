import { expect, test } from 'vitest'
import { html } from './html'

test('what was typed cannot become markup', () => {
  const typed = '"><script>alert(1)</script>'
  expect(html`<input value="${typed}">`.markup).toBe(
    '<input value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">',
  )
})

test('lists are joined, nothing is printed for nothing, and markup stays markup', () => {
  expect(html`<p>${[html`<b>1</b>`, 'a & b']}${null}${false}${undefined}${0}</p>`.markup).toBe(
    '<p><b>1</b>a &amp; b0</p>',
  )
})
