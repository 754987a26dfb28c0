import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { atRest } from './steps.ts'

/** What a theme can break; names, roles and structure are the same in all of them. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** Serious and critical faults of what is shown, each with its place. `onlyColours`: only what a theme can break. */
export async function axeFaults(page: Page, { onlyColours = false } = {}): Promise<string[]> {
  // Colours on their way from one state to the next are not what people read.
  await atRest(page)
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({
    // Of what passes one place for each rule is enough: naming all of them takes longer than looking.
    resultTypes: ['violations', 'incomplete'],
    ...(onlyColours && { runOnly: RULES_OF_COLOUR }),
  })
  const { violations, passes, incomplete } = await axe.analyze()
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
