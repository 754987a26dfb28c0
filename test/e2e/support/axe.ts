import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'
import { atRest } from './steps.ts'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a theme can break; names, roles and structure are the same in all of them. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** What axe finds in the page; it is put there once, and is gone with the next load. */
async function run(page: Page, onlyColours: boolean): Promise<AxeResults> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE)
  const options: RunOptions = {
    // Of what passes one place for each rule is enough: naming all of them takes longer than looking.
    resultTypes: ['violations', 'incomplete'],
    // Style sheets are fetched for rules on the orientation of telephones alone.
    preload: false,
    ...(onlyColours && { runOnly: RULES_OF_COLOUR }),
  }
  return page.evaluate(
    (asked) => (globalThis as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }).axe.run(asked),
    options,
  )
}

/** Serious and critical faults of what is shown, each with its place. `onlyColours`: only what a theme can break. */
export async function axeFaults(page: Page, { onlyColours = false } = {}): Promise<string[]> {
  // Colours on their way from one state to the next are not what people read.
  await atRest(page)
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  const { violations, passes, incomplete } = await run(page, onlyColours)
  expect(passes.length, 'rules that looked at something').toBeGreaterThan(onlyColours ? 0 : 15)
  // A rule that could not look says nothing of what it would have seen.
  const blind = incomplete.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ none }) => none.some((check) => check.id === 'error-occurred'))
      .map(({ target }) => `${id} failed at ${target.join(' ')}`),
  )
  expect(blind, 'rules that broke off').toEqual([])
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
}
