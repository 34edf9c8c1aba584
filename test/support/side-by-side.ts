import type { Browser, Page } from 'playwright-core'

/** One picture of several screens beside each other, as wide as they are, written to `path`. */
export async function sideBySide(browser: Browser, screens: readonly Page[], path: string): Promise<void> {
  const shots = await Promise.all(screens.map((screen) => screen.screenshot()))
  const width = 640 * screens.length + 24 * (screens.length + 1)
  const page = await browser.newPage({ viewport: { width, height: 448 }, deviceScaleFactor: 2 })
  await page.setContent(
    `<style>body { margin: 24px; display: flex; gap: 24px; background: #e3e6e3 }
      img { width: 640px; border-radius: 8px; box-shadow: 0 8px 24px -8px rgb(13 22 18 / .35) }</style>
     ${shots.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`).join('')}`,
  )
  await page.screenshot({ path })
  await page.close()
}
