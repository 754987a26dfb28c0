import { resolve } from 'node:path'
import { normalizePath } from 'vite'
import { describe, expect, it } from 'vitest'
import { windowChunks, windowFiles, type ModuleGraph } from '../../build/windowChunks.ts'

const renderer = normalizePath(resolve(import.meta.dirname, '../../renderer'))
const here = (path: string): string => `${renderer}/${path}`

/** A graph of modules from what each imports; what stands behind `later` only comes when it is asked for. */
function graphOf(modules: Record<string, { now?: string[]; later?: string[] }>): ModuleGraph {
  const known = new Map(
    Object.entries(modules).map(([path, { now = [], later = [] }]) => [
      here(path),
      { importedIds: now.map(here), dynamicallyImportedIds: later.map(here) },
    ]),
  )
  return { getModuleInfo: (id) => known.get(id) ?? null }
}

const WINDOW = graphOf({
  'main.ts': { now: ['frame/FrameLayout.vue'], later: ['i18n/en.ts'] },
  'frame/FrameLayout.vue': { now: ['components/Button.vue'], later: ['frame/CaseStage.vue'] },
  'frame/CaseStage.vue': { now: ['components/Button.vue', 'components/Menu.vue', 'views/index.ts'] },
  'views/index.ts': { later: ['views/Memory/MemoryView.vue', 'views/Help/HelpView.vue'] },
  'views/Memory/MemoryView.vue': {
    now: ['components/Menu.vue', 'components/Chart.vue', 'views/Memory/MemoryTable.vue'],
    later: ['charts/echarts.ts'],
  },
  'views/Help/HelpView.vue': { now: ['components/Chart.vue', 'help/en.ts'] },
})

describe('files of the window', () => {
  it('hold what is wanted together, each module where it is wanted first', () => {
    expect(
      Object.fromEntries([...windowFiles(WINDOW)].map(([id, file]) => [id.slice(renderer.length + 1), file])),
    ).toEqual({
      'main.ts': 'start',
      'frame/FrameLayout.vue': 'start',
      'components/Button.vue': 'start',
      'frame/CaseStage.vue': 'stage',
      'components/Menu.vue': 'stage',
      'views/index.ts': 'stage',
      'views/Memory/MemoryView.vue': 'views',
      'views/Memory/MemoryTable.vue': 'views',
      'components/Chart.vue': 'views',
    })
  })

  it('leave what comes by itself to the bundler', () => {
    const name = windowChunks()
    for (const path of ['i18n/en.ts', 'charts/echarts.ts', 'views/Help/HelpView.vue', 'help/en.ts'])
      expect(name(here(path), WINDOW)).toBeNull()
    expect(name(here('main.ts'), WINDOW)).toBe('start')
  })
})
