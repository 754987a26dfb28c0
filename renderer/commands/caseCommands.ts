import { call, callApp } from '../api/client.ts'
import type { OpenedCase } from '../../shared/contract/appCalls.ts'
import type { Result } from '../../shared/lib/result.ts'
import { commandOf } from '../../shared/commands/index.ts'
import { localized, translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { FrameCommand } from '../stores/commands.ts'
import { useImportFlowStore } from '../stores/importFlow.ts'
import { useLockedCaseStore } from '../stores/lockedCase.ts'
import { usePathRequestStore } from '../stores/pathRequest.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useSelectionStore } from '../stores/selection.ts'
import { useTakenNameStore } from '../stores/takenName.ts'
import { useToastStore } from '../stores/toasts.ts'
import { useTourStore } from '../stores/tour.ts'
import { withPath } from './paths.ts'
import { engineText } from '../i18n/engineText.ts'

/** Says what went wrong with opening, or shows the case. True when a case is open now. */
function settled(answer: Result<OpenedCase | null>): boolean {
  if (answer.ok) return answer.value !== null
  useToastStore().show(engineText(answer.error), { tone: 'error' })
  return false
}

export async function openCase(path: string | null, readOnly = false): Promise<boolean> {
  const cases = useCaseStore()
  let tried = path
  const answer = await withPath(
    { kind: 'openCase', title: localized(commandOf('case.open').title), suggestedName: '' },
    (chosen) => {
      tried = chosen ?? path
      return cases.open(tried, readOnly)
    },
  )
  if (!answer.ok && answer.error.code === 'casefile/locked') {
    const at = tried ?? String(answer.error.detail?.['path'] ?? '')
    useLockedCaseStore().locked = { path: at, error: answer.error }
    return false
  }
  const isOpen = settled(answer)
  // The case that was open already comes without a place to go to.
  if (isOpen && useSelectionStore().view === 'home') useSelectionStore().goTo('overview')
  return isOpen
}

/** Asks where a new case goes. Where a file is, nothing is written: it is opened, or another name is asked for. */
export async function createCase(): Promise<boolean> {
  const cases = useCaseStore()
  const request = usePathRequestStore()
  let toOpen: string | null = null
  const answer = await withPath(
    {
      kind: 'newCase',
      title: localized(commandOf('case.create').title),
      suggestedName: `${t('commands.newCaseName')}.heapcase`,
    },
    async (path) => {
      if (path === null || !request.opensInstead) return cases.create(path)
      toOpen = path
      return { ok: true, value: null }
    },
  )
  if (toOpen !== null) return openCase(toOpen)
  const taken = !answer.ok && answer.error.code === 'casefile/exists' ? answer.error.detail?.['path'] : undefined
  if (typeof taken !== 'string') return settled(answer)
  switch (await useTakenNameStore().ask(taken)) {
    case 'open':
      return openCase(taken)
    case 'rename':
      return createCase()
    case null:
      return false
  }
}

/** A new case that begins with a checklist; where it goes is asked first. */
export async function createCaseFrom(template: string): Promise<boolean> {
  if (!(await createCase())) return false
  const answer = await call('checklists.add', { template })
  if (!answer.ok) useToastStore().show(engineText(answer.error), { tone: 'error' })
  useSelectionStore().goTo('overview')
  return answer.ok
}

/** Made anew it begins at its beginning, whatever was shown of it before. */
export async function openSample(reset = false): Promise<boolean> {
  const isOpened = settled(await useCaseStore().openSample(reset))
  if (isOpened && reset) useSelectionStore().goTo('overview')
  return isOpened
}

/** The tour lives in the sample case: opens it and goes on where it was left. */
async function takeTour(): Promise<void> {
  const { opened } = useCaseStore()
  if (opened?.isSample === true || (await openSample())) await useTourStore().start()
}

/** Shows what paths hold, as the first step of an import; makes a case first where none is open. */
export async function importPaths(paths: string[]): Promise<void> {
  if (paths.length === 0) return
  const cases = useCaseStore()
  const [only] = paths
  if (paths.length === 1 && only?.endsWith('.heapcase')) {
    await openCase(only)
    return
  }
  if (!cases.isOpen && !(await createCase())) return
  if (cases.isReadOnly) {
    useToastStore().show(t('commands.readOnly'), { tone: 'error' })
    return
  }
  useSelectionStore().goTo('sources')
  await useImportFlowStore().preview(paths)
}

/** Asks for files or folders, then imports. */
export async function chooseAndImport(folders: boolean): Promise<void> {
  if (usePreferencesStore().app?.hasNativeDialogs === false) {
    return importPaths(
      await usePathRequestStore().ask({ kind: 'importSources', title: t('commands.chooseSources'), suggestedName: '' }),
    )
  }
  const answer = await callApp('dialog.chooseSources', { folders })
  if (answer.ok) await importPaths(answer.value)
  else useToastStore().show(engineText(answer.error), { tone: 'error' })
}

async function saveAs(): Promise<void> {
  const { opened } = useCaseStore()
  if (!opened) return
  const answer = await withPath(
    {
      kind: 'saveFile',
      title: localized(commandOf('case.saveAs').title),
      suggestedName: `${opened.name} copy.heapcase`,
    },
    (path) => callApp('case.saveAs', { handle: opened.handle, path }),
  )
  const toasts = useToastStore()
  if (!answer.ok) toasts.show(engineText(answer.error), { tone: 'error' })
  else if (answer.value) toasts.show(t('commands.savedCopy', { path: answer.value.path }))
}

async function runAnalysis(): Promise<void> {
  const { opened } = useCaseStore()
  if (!opened) return
  const answer = await callApp('analysis.start', { handle: opened.handle })
  if (!answer.ok) useToastStore().show(engineText(answer.error), { tone: 'error' })
}

async function closeCase(): Promise<void> {
  useSelectionStore().show({ view: 'home' })
  await useCaseStore().show(null)
}

/** Everything about cases as a whole. */
export const caseCommands = (): FrameCommand[] => [
  { id: 'case.create', run: createCase },
  { id: 'case.open', run: () => openCase(null) },
  { id: 'case.openSample', run: () => openSample() },
  { id: 'case.resetSample', run: () => openSample(true) },
  { id: 'case.saveAs', run: saveAs },
  { id: 'case.close', run: closeCase },
  { id: 'case.analyse', run: runAnalysis },
  { id: 'import.files', run: () => chooseAndImport(false) },
  { id: 'import.folder', run: () => chooseAndImport(true) },
  { id: 'help.tour', run: takeTour },
]
