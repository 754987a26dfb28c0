// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import TourHost from '../../../renderer/components/tour/TourHost.vue'
import { placeCard } from '../../../renderer/components/tour/placeCard.ts'
import { tourLink, tourNames } from '../../../renderer/components/tour/tourSteps.ts'
import { usePreferencesStore } from '../../../renderer/stores/preferences.ts'
import { TOUR_STEPS, useTourStore } from '../../../renderer/stores/tour.ts'
import type { Preferences } from '../../../shared/contract/appCalls.ts'
import { giveLayout } from '../charts/layout.ts'
import { findings, openedCase } from '../fakeCase.ts'
import { PREFERENCES } from '../fakeBridge.ts'
import { mountView, settle } from '../mountView.ts'

const window_ = { width: 1280, height: 800 }
const card = { width: 320, height: 200 }
const covers = (
  place: { left: number; top: number },
  box: { left: number; top: number; width: number; height: number },
) =>
  place.left < box.left + box.width &&
  place.left + card.width > box.left &&
  place.top < box.top + box.height &&
  place.top + card.height > box.top

describe('the card of the tour', () => {
  it('stands beside its element without covering it, inside the window', () => {
    const boxes = [
      { left: 0, top: 0, width: 900, height: 160 },
      { left: 900, top: 100, width: 360, height: 500 },
      { left: 300, top: 600, width: 400, height: 180 },
      { left: 500, top: 300, width: 40, height: 20 },
    ]
    for (const box of boxes) {
      const place = placeCard(box, card, window_)
      expect([
        covers(place, box),
        place.left >= 0,
        place.left + card.width <= 1280,
        place.top + card.height <= 800,
      ]).toEqual([false, true, true, true])
    }
  })
  it('covers as little as it can of what fills the window, and stands in the corner without an element', () => {
    const place = placeCard({ left: 0, top: 0, width: 1280, height: 800 }, card, window_)
    expect(place.left + card.width).toBeLessThanOrEqual(1280)
    expect(placeCard(null, card, window_)).toEqual({ left: 948, top: 564 })
  })
})

describe('the steps', () => {
  it('lead to the findings of the case that is open', () => {
    expect(TOUR_STEPS.map((step) => tourLink(step, findings))).toEqual([
      { view: 'overview' },
      { view: 'findings', findingKey: findings[0]!.key },
      findings[0]!.evidence[0]!.link,
      { view: 'profile' },
      { view: 'findings', findingKey: findings[0]!.key },
      { view: 'findings', findingKey: findings[0]!.key },
      { view: 'report' },
    ])
    expect(tourNames(findings)).toEqual({ finding: 'F-001', evidence: 'E1' })
    expect(tourLink('verdict', [])).toEqual({ view: 'findings' })
  })
})

describe('the tour', () => {
  beforeAll(() => giveLayout())
  async function running(isSample: boolean, step = 0) {
    let kept: Preferences['tour'] = { step, state: 'running' }
    const mounted = await mountView(TourHost, {
      app: {
        'app.getPreferences': () => ({ ...PREFERENCES, tour: kept }),
        'app.setPreferences': (change) => ({ ...PREFERENCES, tour: (kept = change.tour ?? kept) }),
      },
    })
    mounted.cases.opened = { ...openedCase, isSample }
    document.body.insertAdjacentHTML('beforeend', '<div data-tour="claim"></div>')
    await settle()
    const body = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
    return { ...mounted, body, kept: () => kept }
  }

  it('is only in the sample case', async () => {
    expect((await running(false)).body('tour')).toBeNull()
    expect((await running(true)).body('tour')?.dataset['step']).toBe('claim')
  })

  it('goes on and back by buttons and arrows, with the focus on its title', async () => {
    const { body, kept, selection } = await running(true)
    body('tour-next')!.click()
    await settle()
    expect([body('tour')?.dataset['step'], selection.view, document.activeElement?.textContent]).toEqual([
      'evidence',
      'findings',
      'Every claim cites its evidence',
    ])
    body('tour')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
    await settle()
    expect([kept(), selection.view]).toEqual([{ step: 0, state: 'running' }, 'overview'])
  })

  it('is left by Esc, kept, and gone on with', async () => {
    const { body, kept } = await running(true, 3)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    await settle()
    expect([body('tour'), kept()]).toEqual([null, { step: 3, state: 'left' }])
    await useTourStore().start()
    await settle()
    expect(body('tour')?.dataset['step']).toBe('growth')
  })

  it('ends at its last step and begins anew after that', async () => {
    const { body, kept } = await running(true, 6)
    expect(body('tour-next')!.textContent).toContain('Finish')
    body('tour-next')!.click()
    await settle()
    expect(kept()).toEqual({ step: 0, state: 'finished' })
    await useTourStore().start()
    expect(usePreferencesStore().tour).toEqual({ step: 0, state: 'running' })
  })

  it('is left when another case is opened, and touches nothing of it', async () => {
    const { bridge, cases, kept } = await running(true, 2)
    cases.opened = { ...openedCase, handle: 'case-2' as never, isSample: false }
    await settle()
    expect(kept()).toEqual({ step: 2, state: 'left' })
    expect(bridge.calls.filter(([name]) => /create|update|delete|setVerdict|mark|add|remove/.test(name))).toEqual([])
  })
})
