/**
 * Pictures of the window that are the same wherever they are taken: one pixel ratio, bundled faces alone, no motion, no caret, UTC.
 * `openPage` gives a page that is set up so, `expectPicture` compares what it shows with test/e2e/visual/snapshots.
 * `npm run e2e -- --project visual --update-snapshots` takes them anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium, expect, test as base, type Browser, type Page, type TestInfo } from '@playwright/test'
import { findChromium } from '../../../electron/loopback/chromium.ts'
import { browserArguments } from '../../support/loopbackShell.ts'
import type { Look } from './looks.ts'
import { coarse, difference, reduced, type Difference } from '../../support/pictures/picture.ts'
import { decodePng, encodePng, type Pixels } from '../../support/pictures/png.ts'
import { STEADY_CSS, steadyFont } from './steadyFonts.ts'

export { expect } from '@playwright/test'
const SNAPSHOTS = join(import.meta.dirname, 'snapshots')

const STEADY = [
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--disable-gpu',
]

/** A browser that draws the same everywhere. */
export const test = base.extend<object, { browser: Browser }>({
  browser: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from this pattern
    async ({}, use) => {
      const found = await findChromium()
      if (!found.ok) throw new Error(found.error.message)
      const browser = await chromium.launch({
        executablePath: found.value.executable,
        env: { ...process.env, ...found.value.env },
        args: [...browserArguments(), ...STEADY],
      })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
})

/** A page that draws the same everywhere. `servesFonts`: its server answers `/steady-fonts/` itself, which is much faster. */
export async function openPage(
  browser: Browser,
  { width, height, servesFonts = false }: { width: number; height: number; servesFonts?: boolean },
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: 1,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    bypassCSP: true,
  })
  if (!servesFonts)
    await page.route('**/steady-fonts/*', (route) =>
      route.fulfill({
        path: steadyFont(new URL(route.request().url()).pathname) ?? '',
        contentType: 'font/woff2',
      }),
    )
  return page
}

/** What the system says of a look: the theme `forced` is set here, the others are the page's own matter. */
export const wear = (page: Page, { theme }: Look): Promise<void> =>
  page.emulateMedia({
    forcedColors: theme === 'forced' ? 'active' : 'none',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
  })

/** Goes to an address in a look. */
export async function goTo(page: Page, address: string, look: Look): Promise<void> {
  await wear(page, look)
  await page.goto(address)
  await steady(page)
}

/** After each load of the page. */
export async function steady(page: Page): Promise<void> {
  await page.addStyleTag({ content: STEADY_CSS })
  await settle(page)
}

/** Until faces are there and two pictures in a row are drawn. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done))
    for (let count = 0; count < 3; count++) await frame()
    await document.fonts.ready
  })
}

async function takePicture(page: Page, of: string | null): Promise<Buffer> {
  await settle(page)
  return of === null
    ? page.screenshot({ animations: 'disabled' })
    : page.locator(of).first().screenshot({ animations: 'disabled' })
}

/** Taken until two in a row are the same: charts and faces may come late. */
async function stillPicture(page: Page, of: string | null, first: Buffer): Promise<Buffer> {
  let before = first
  for (let count = 0; count < 20; count++) {
    const next = await takePicture(page, of)
    if (next.equals(before)) return next
    before = next
  }
  throw new Error('the page does not come to rest')
}

/** Different pixels of the small picture that still pass: the noise between two builds of Chromium is far below, an icon is above. */
const MOST_DIFFERENT = 6

/** Compares what the page shows (or one element of it) with the picture of that name. */
export async function expectPicture(
  page: Page,
  name: string,
  { of = null }: { of?: string | null } = {},
): Promise<void> {
  const info = base.info()
  const mode = info.config.updateSnapshots
  const path = join(SNAPSHOTS, `${name}.png`)
  const kept = existsSync(path) ? decodePng(readFileSync(path)) : null
  if (!kept && mode === 'none') throw new Error(`there is no picture ${name}`)
  const isAsKept = (now: Pixels): boolean => kept !== null && (compared(kept, now)?.count ?? Infinity) <= MOST_DIFFERENT
  const first = await takePicture(page, of)
  // What looks as it should has come to rest: a second picture would say no more.
  if (mode !== 'all' && isAsKept(reduced(decodePng(first)))) return
  const taken = await stillPicture(page, of, first)
  const now = reduced(decodePng(taken))
  const write = (): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, encodePng(coarse(now)))
  }
  if (!kept) {
    write()
    if (mode === 'missing') info.annotations.push({ type: 'new picture', description: name })
    return
  }
  if (isAsKept(now)) {
    if (mode === 'all') write()
    return
  }
  if (mode === 'all' || mode === 'changed') return write()
  keep(info, `${name}.now.png`, taken)
  const found = compared(kept, now)
  if (found) keep(info, `${name}.difference.png`, encodePng(found.picture))
  expect
    .soft(
      found ? `${found.count} different pixels` : `${now.width} × ${now.height}`,
      `${name} looks different: see ${info.outputDir}`,
    )
    .toBe(found ? `at most ${MOST_DIFFERENT} different pixels` : `${kept.width} × ${kept.height}`)
}

/** Null where the sizes differ. */
function compared(kept: Pixels, now: Pixels): Difference | null {
  return kept.width === now.width && kept.height === now.height ? difference(kept, now) : null
}

function keep(info: TestInfo, name: string, bytes: Buffer): void {
  const path = info.outputPath(name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  info.attachments.push({ name, path, contentType: 'image/png' })
}
