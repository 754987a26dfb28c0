import { join } from 'node:path'
import { app, dialog, shell, type BrowserWindow, type FileFilter } from 'electron'
import type { ShellDialogs, ShellServices } from '../host/ShellServices.ts'
import type { ReportFormat } from '../../shared/records/index.ts'
import { printPage } from './printPage.ts'
import { startUtility } from './utility.ts'

const CASE_FILTER: FileFilter = { name: 'Heapcase', extensions: ['heapcase'] }
const REPORT_FILTERS: Record<ReportFormat, FileFilter> = {
  pdf: { name: 'PDF', extensions: ['pdf'] },
  html: { name: 'HTML', extensions: ['html'] },
  markdown: { name: 'Markdown', extensions: ['md'] },
}

/** What Electron gives the core: utility processes, native dialogs, printing, the file manager. */
export function desktopServices(window: () => BrowserWindow | null): ShellServices {
  return {
    shell: 'desktop',
    version: app.getVersion(),
    isDevelopment: !app.isPackaged,
    paths: {
      userData: app.getPath('userData'),
      // Asked each time: it may be on a drive that comes and goes.
      get documents() {
        return app.getPath('documents')
      },
      samples: app.isPackaged
        ? join(process.resourcesPath, 'sample')
        : join(app.getAppPath(), 'test', 'captures', 'data'),
    },
    spawnCase: () => startUtility('case'),
    spawnJob: () => startUtility('job'),
    dialogs: nativeDialogs(window),
    listFolder: null,
    print: printPage,
    pdfAvailability: () => Promise.resolve({ available: true }),
    reveal: (path) => {
      shell.showItemInFolder(path)
      return Promise.resolve(true)
    },
    noteRecent: (path) => app.addRecentDocument(path),
  }
}

/** Dialogs belong to the window where there is one, so that they can not get lost behind it. */
function nativeDialogs(window: () => BrowserWindow | null): ShellDialogs {
  const save = async (options: Electron.SaveDialogOptions): Promise<string | null> => {
    const owner = window()
    const { canceled, filePath } = await (owner
      ? dialog.showSaveDialog(owner, options)
      : dialog.showSaveDialog(options))
    return canceled || filePath === '' ? null : filePath
  }
  const open = async (options: Electron.OpenDialogOptions): Promise<string[]> => {
    const owner = window()
    const { canceled, filePaths } = await (owner
      ? dialog.showOpenDialog(owner, options)
      : dialog.showOpenDialog(options))
    return canceled ? [] : filePaths
  }
  return {
    // Nothing is ever written over, so where the system leaves the choice it is not asked whether to.
    chooseNewCase: (defaultPath) => save({ defaultPath, filters: [CASE_FILTER], properties: ['createDirectory'] }),
    chooseCopy: (defaultPath) =>
      save({ defaultPath, filters: [CASE_FILTER], properties: ['createDirectory', 'showOverwriteConfirmation'] }),
    chooseReport: (defaultPath, format) =>
      save({
        defaultPath,
        filters: [REPORT_FILTERS[format]],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      }),
    async chooseCase() {
      const [path] = await open({ filters: [CASE_FILTER], properties: ['openFile'] })
      return path ?? null
    },
    chooseSources: (folders) =>
      open({ properties: folders ? ['openDirectory', 'multiSelections'] : ['openFile', 'multiSelections'] }),
  }
}
