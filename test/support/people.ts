import type { Locator, Page } from 'playwright-core'

/** A shopper in front of a page of the store. Everything is found the way a screen reader finds it. */
export class Shopper {
  readonly page: Page
  readonly panel: Locator
  readonly log: Locator
  readonly composer: Locator

  constructor(page: Page) {
    this.page = page
    this.panel = page.getByRole('dialog')
    this.log = page.getByRole('log')
    this.composer = this.panel.getByRole('textbox')
  }

  async opensChat(): Promise<void> {
    await this.page.getByRole('button', { name: /^Open chat with/ }).click()
    await this.panel.waitFor()
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** The messages on the screen, both sides', in order. */
  messages(): Promise<readonly string[]> {
    return textsOf(this.log)
  }
}

/** An agent in front of the console. */
export class Agent {
  readonly page: Page
  readonly log: Locator
  readonly composer: Locator

  constructor(page: Page) {
    this.page = page
    this.log = page.getByRole('log')
    this.composer = page.getByRole('textbox', { name: /reply|note|message/i })
  }

  async opens(words: string): Promise<void> {
    await this.page.getByText(words, { exact: false }).first().click()
    await this.log.waitFor()
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  messages(): Promise<readonly string[]> {
    return textsOf(this.log)
  }
}

async function textsOf(log: Locator): Promise<readonly string[]> {
  const texts = await log.locator('.message-text').allInnerTexts()
  return texts.map((text) => text.trim())
}
