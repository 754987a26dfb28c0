// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { FolderListing } from '../../../shared/contract/appCalls.ts'
import FolderBrowser from '../../../renderer/frame/FolderBrowser.vue'
import { usePathRequestStore, type PathQuestion } from '../../../renderer/stores/pathRequest.ts'
import { mountView, settle } from '../mountView.ts'

const file = (name: string): FolderListing['entries'][number] => ({
  name,
  path: `/docs/${name}`,
  isFolder: false,
  bytes: 10,
  modifiedAtMs: 0,
})
const LISTING: FolderListing = {
  path: '/docs',
  parent: '/',
  entries: [file('a.heapcase'), file('report.pdf'), file('notes.txt')],
}
const find = <T extends Element>(id: string): T | null => document.querySelector<T>(`[data-testid="${id}"]`)

async function asked(question: PathQuestion): Promise<string[]> {
  await mountView(FolderBrowser, { app: { 'folder.list': () => LISTING } })
  void usePathRequestStore().ask(question)
  await settle()
  return [...document.querySelectorAll('[data-testid="folder-entry"]')].map(
    (row) => row.querySelector('.ellipsis')?.textContent ?? '',
  )
}

describe('the folder browser, asked where a file is to be written', () => {
  it('lists files of that kind and says that one will be replaced', async () => {
    expect(await asked({ kind: 'saveFile', title: 'Save', suggestedName: 'report.pdf' })).toEqual(['report.pdf'])
    expect(find('folder-taken')?.textContent).toContain('will be replaced')
    expect(find('folder-confirm')?.textContent).toContain('Replace')
    expect(find<HTMLButtonElement>('folder-confirm')?.disabled).toBe(false)
  })

  it('takes a new name without a word', async () => {
    await asked({ kind: 'saveFile', title: 'Save', suggestedName: 'other.pdf' })
    expect(find('folder-taken')).toBeNull()
    expect(find('folder-confirm')?.textContent).toContain('Save')
  })

  it('offers to open the case that has the name', async () => {
    await mountView(FolderBrowser, { app: { 'folder.list': () => LISTING } })
    const request = usePathRequestStore()
    const answer = request.ask({ kind: 'newCase', title: 'New', suggestedName: 'a' })
    await settle()
    find<HTMLButtonElement>('folder-open-taken')?.click()
    expect([await answer, request.opensInstead]).toEqual([['/docs/a.heapcase'], true])
  })

  it('never offers to write over a case, whether its ending is typed or not', async () => {
    for (const suggestedName of ['a', 'a.heapcase']) {
      expect(await asked({ kind: 'newCase', title: 'New', suggestedName })).toEqual(['a.heapcase'])
      expect(find('folder-taken')?.textContent).toContain('never written over')
      expect(find<HTMLButtonElement>('folder-confirm')?.disabled).toBe(true)
    }
  })
})
