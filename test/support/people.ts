import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Long enough for a reconnect on a busy machine; each wait ends as soon as what it waits for is there. */
const PATIENCE = { timeout: 40_000, interval: 100 }

/** A shopper in front of a page of the store. Everything is found the way a screen reader finds it. */
export class Shopper {
  readonly page: Page
  readonly panel: Locator
  readonly log: Locator
  readonly composer: Locator

  constructor(page: Page) {
    this.page = page
    this.panel = page.getByRole('dialog', { name: /^Chat with/ })
    this.log = this.panel.getByRole('log')
    this.composer = this.panel.getByRole('textbox', { name: /message/i })
  }

  async opensChat(): Promise<void> {
    await this.page.getByRole('button', { name: /^Open chat with/ }).click()
    await this.panel.waitFor()
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Saves an address in the card of the log, as where the answer may go. */
  async leaves(address: string): Promise<void> {
    await this.log.getByRole('textbox', { name: 'Your email' }).fill(address)
    await this.log.getByRole('button', { name: 'Save' }).click()
  }

  /** The messages on the screen, both sides', in order. */
  reads(): Promise<readonly string[]> {
    return textsOf(this.log.locator('.said, .bubble'))
  }

  /** Waits until exactly these messages are on the screen, in this order. */
  async comesToRead(messages: readonly string[]): Promise<void> {
    await expect.poll(() => this.reads(), PATIENCE).toEqual(messages)
  }

  /** From now on notes every message that leaves the screen, if only for a moment. Returns how to ask for them. */
  async keepsAnEyeOnTheLog(): Promise<() => Promise<readonly string[]>> {
    const watch = await this.log.evaluateHandle((log) => {
      const read = () =>
        Array.from(log.querySelectorAll<HTMLElement>('.said, .bubble'), ({ innerText }) => innerText.trim())
      let before = read()
      const gone: string[] = []
      new MutationObserver(() => {
        const now = read()
        gone.push(...before.filter((text) => !now.includes(text)))
        before = now
      }).observe(log, { subtree: true, childList: true, characterData: true })
      return gone
    })
    return () => watch.jsonValue()
  }

  /** Waits until these words stand somewhere in the panel. */
  async sees(words: string | RegExp): Promise<void> {
    await this.panel.getByText(words).first().waitFor(PATIENCE)
  }
}

/** An agent in front of the console. */
export class Agent {
  readonly page: Page
  readonly log: Locator
  readonly composer: Locator

  constructor(page: Page) {
    this.page = page
    this.log = page.getByRole('log', { name: 'Messages' })
    this.composer = page.getByRole('textbox', { name: /^Reply to/ })
  }

  /** Signs in at the console, with nothing kept from before. */
  async signsIn(console: string, as: { address: string; password: string }): Promise<void> {
    await this.page.goto(console)
    await this.page.getByLabel('Email').fill(as.address)
    await this.page.getByLabel('Password').fill(as.password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    await this.page.getByRole('radio', { name: /^Available/ }).waitFor(PATIENCE)
  }

  /** Moves the switch. */
  async becomes(place: 'Available' | 'Finishing' | 'Away'): Promise<void> {
    await this.page.getByRole('radio', { name: new RegExp(`^${place}`) }).click()
    await this.page.getByRole('radio', { name: new RegExp(`^${place}`), checked: true }).waitFor(PATIENCE)
  }

  /** Opens the conversation whose row shows these words. */
  async opens(words: string): Promise<void> {
    await this.page.getByText(words).first().click(PATIENCE)
    await this.log.waitFor()
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Closes the conversation that is open on the screen. */
  async closes(): Promise<void> {
    await this.page.getByRole('button', { name: 'Close', exact: true }).click()
    await this.page.getByRole('button', { name: 'Reopen' }).waitFor(PATIENCE)
  }

  reads(): Promise<readonly string[]> {
    return textsOf(this.log.locator('.said > p:not(.byline), .bubble'))
  }

  async comesToRead(messages: readonly string[]): Promise<void> {
    await expect.poll(() => this.reads(), PATIENCE).toEqual(messages)
  }

  async sees(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).first().waitFor(PATIENCE)
  }
}

async function textsOf(messages: Locator): Promise<readonly string[]> {
  return (await messages.allInnerTexts()).map((text) => text.trim())
}
