// Mounts a view or a part of one with real stores and messages over a fake shell. Files using it start with
// `// @vitest-environment happy-dom`.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterAll } from 'vitest'
import type { Component } from 'vue'
import type { Language } from '../../shared/lib/localText.ts'
import { onEvent, setBridge } from '../../renderer/api/client.ts'
import { listenToKeys } from '../../renderer/composables/useShortcuts.ts'
import { i18n, showLanguage } from '../../renderer/i18n/index.ts'
import { useCaseStore } from '../../renderer/stores/caseStore.ts'
import { useJobStore } from '../../renderer/stores/jobs.ts'
import { usePreferencesStore } from '../../renderer/stores/preferences.ts'
import { useSharedSelection } from '../../renderer/stores/selection.ts'
import { fakeBridge, type AppAnswers, type CaseAnswers, type FakeBridge } from './fakeBridge.ts'
import { openedCase } from './fakeCase.ts'

export interface Mounted {
  wrapper: VueWrapper
  bridge: FakeBridge
  selection: ReturnType<typeof useSharedSelection>
  cases: ReturnType<typeof useCaseStore>
}

export interface MountOptions {
  case?: CaseAnswers
  app?: AppAnswers
  props?: Record<string, unknown>
  language?: Language
  /** False: no case is open. */
  isOpen?: boolean
  isReadOnly?: boolean
  /** Runs when the stores are there and before anything is drawn. */
  before?: (stores: Omit<Mounted, 'wrapper'>) => void
}

// There is no layout here: a screenful is what virtual tables see.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1200 })

Object.defineProperty(window, 'innerWidth', { configurable: true, writable: true, value: 1440 })

/** Charts need a canvas; what a view says around them does not. */
const STUBS = { FindingChart: true, TimeStrip: true }

let shown: VueWrapper | null = null
let stopListening = (): void => {}

// What was shown last must not go on when the page of the tests is gone.
afterAll(() => {
  shown?.unmount()
  stopListening()
})

export async function mountView(component: Component, options: MountOptions = {}): Promise<Mounted> {
  shown?.unmount()
  stopListening()
  document.body.replaceChildren()
  sessionStorage.clear()
  const pinia = createPinia()
  setActivePinia(pinia)
  const bridge = fakeBridge({ ...(options.case && { case: options.case }), ...(options.app && { app: options.app }) })
  setBridge(bridge)
  const cases = useCaseStore()
  const jobs = useJobStore()
  onEvent((event) => {
    cases.onEvent(event)
    jobs.onEvent(event)
  })
  const preferences = usePreferencesStore()
  await preferences.load()
  preferences.language = options.language ?? 'en'
  await showLanguage(options.language ?? 'en')
  if (options.isOpen !== false) await cases.show({ ...openedCase, isReadOnly: options.isReadOnly ?? false })
  const selection = useSharedSelection()
  stopListening = listenToKeys()
  options.before?.({ bridge, selection, cases })
  const wrapper = mount(component, {
    attachTo: document.body,
    global: { plugins: [pinia, i18n], stubs: STUBS },
    ...(options.props && { props: options.props }),
  }) as VueWrapper
  shown = wrapper
  await settle()
  return { wrapper, bridge, selection, cases }
}

/** Lets calls answer, asynchronous parts load and the result be drawn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}
