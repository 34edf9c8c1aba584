import { askBank, cardNumberFault, expiryFault, securityCodeFault } from '../cart/card'
import { type Cart, totalsOf } from '../cart/cart'
import { numberAfter, sampleOrder } from '../cart/order'
import { html } from '../html'
import { euros } from '../money'
import { cartSummary } from '../pages/cart-lines'
import { byId, fill } from './elements'
import { keepOrder, keptCart, keptOrder, onCart } from './kept'

type Check = (typed: string) => string | null

const checks: Record<string, Check> = {
  email: (typed) =>
    /^\S+@\S+\.\S+$/.test(typed.trim()) ? null : 'That is not complete yet. It looks like name@example.com.',
  name: filledIn('The name on the bell.'),
  street: filledIn('Where the van should stop.'),
  postcode: filledIn('The postcode, please.'),
  town: filledIn('And the town.'),
  'card-number': cardNumberFault,
  'card-expiry': (typed) => expiryFault(typed, thisMonth()),
  'card-code': securityCodeFault,
}

const example: Record<string, string> = {
  email: 'tom.whitcombe@example.com',
  name: 'Tom Whitcombe',
  street: 'Graslei 12',
  postcode: '9000',
  town: 'Ghent',
  'card-expiry': '04 / 29',
  'card-code': '123',
  'card-number': '4242 4242 4242 4242',
}

/** The checkout: faults beside their fields, the bank's refusal above the button, otherwise an order. */
export function startCheckout(): void {
  const form = byId('checkout', HTMLFormElement)
  const summary = byId('summary', HTMLElement)
  if (!form || !summary) return
  onCart((cart) => show(cart, form, summary))
  byId('fill-in', HTMLButtonElement)?.addEventListener('click', fillIn)
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.getAttribute('aria-invalid') === 'true') check(target)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    pay(keptCart())
  })
}

function show(cart: Cart, form: HTMLFormElement, summary: HTMLElement): void {
  const isEmpty = cart.lines.length === 0
  form.toggleAttribute('hidden', isEmpty)
  fill(
    summary,
    isEmpty
      ? html`<p>Your cart is empty, so there is nothing to pay. <a href="/coats">Coats</a> are a good start.</p>`
      : cartSummary(cart),
  )
  const button = byId('pay', HTMLButtonElement)
  if (button) button.textContent = `Pay ${euros(totalsOf(cart).totalCents)}`
}

function pay(cart: Cart): void {
  say('')
  const [firstWrong] = inputs().filter((input) => check(input) !== null)
  const answer = askBank(typedIn('card-number'))
  if (firstWrong) firstWrong.focus()
  else if (answer.is === 'refused') refuse(answer)
  else placeOrder(cart)
}

function placeOrder(cart: Cart): void {
  keepOrder({
    number: numberAfter(keptOrder() ?? sampleOrder),
    progress: 'placed',
    firstName: typedIn('name').trim().split(/\s+/)[0] ?? '',
    town: typedIn('town').trim(),
    cart,
  })
  location.assign('/order/latest')
}

/** Shows the refusal and raises the event that the chat may offer its help on. */
function refuse({ code, words }: { code: string; words: string }): void {
  say(words)
  const number = byId('card-number', HTMLInputElement)
  number?.setAttribute('aria-invalid', 'true')
  setFault('card-number', 'Declined by the bank.')
  number?.focus()
  dispatchEvent(new CustomEvent('shopbell:checkout-error', { detail: { code, message: words } }))
}

function check(input: HTMLInputElement): string | null {
  const fault = checks[input.id]?.(input.value) ?? null
  setFault(input.id, fault ?? '')
  if (fault === null) input.removeAttribute('aria-invalid')
  else input.setAttribute('aria-invalid', 'true')
  return fault
}

function fillIn(): void {
  for (const input of inputs()) {
    input.value = example[input.id] ?? ''
    check(input)
  }
  say('')
  byId('pay', HTMLButtonElement)?.focus()
}

function inputs(): HTMLInputElement[] {
  return Object.keys(checks).flatMap((id) => byId(id, HTMLInputElement) ?? [])
}

function typedIn(id: string): string {
  return byId(id, HTMLInputElement)?.value ?? ''
}

function setFault(id: string, words: string): void {
  const fault = document.getElementById(`${id}-fault`)
  if (fault) fault.textContent = words
}

function say(words: string): void {
  const refusal = document.getElementById('refusal')
  if (refusal) refusal.textContent = words
}

function filledIn(words: string): Check {
  return (typed) => (typed.trim() === '' ? words : null)
}

function thisMonth(): { year: number; month: number } {
  const today = new Date()
  return { year: today.getFullYear(), month: today.getMonth() + 1 }
}
