// The module `electron` of the stand-in: what Heapcase's main process uses of it. What is missing throws by its name.
import { app, setCloseWindows } from './app.ts'
import { BrowserWindow as Window } from './browserWindow.ts'
import { guard } from './guard.ts'
import { Menu as ApplicationMenu } from './menu.ts'
import { defaultSession } from './session.ts'

export { app }
export { ipcMain } from './ipcMain.ts'
export { session } from './session.ts'
export { utilityProcess } from './utilityProcess.ts'
export { webContents } from './webContents.ts'
export const BrowserWindow = guard('BrowserWindow', Window)
export const Menu = guard('Menu', ApplicationMenu)

setCloseWindows(() => {
  for (const window of Window.getAllWindows()) window.close()
  return Window.getAllWindows().length === 0
})

const privileged = new Set<string>()
export const protocol = guard('protocol', {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle: defaultSession.protocol.handle,
  isProtocolHandled: defaultSession.protocol.isProtocolHandled,
})

const noDialog = (name: string) => (): never => {
  throw new Error(`electron-on-chromium: dialog.${name} has no native dialog here, replace it in the test`)
}
/** Tests replace what they expect to be asked. */
export const dialog = guard('dialog', {
  showOpenDialog: noDialog('showOpenDialog'),
  showSaveDialog: noDialog('showSaveDialog'),
  showMessageBox: noDialog('showMessageBox'),
  showMessageBoxSync: noDialog('showMessageBoxSync'),
})

/** Paths a test can look at: there is no file manager to show them in. */
export const revealed: string[] = []
export const shell = guard('shell', {
  showItemInFolder: (path: string) => void revealed.push(path),
})
export const screen = guard('screen', {
  getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
})
export const nativeTheme = guard('nativeTheme', {
  get shouldUseDarkColors() {
    return false
  },
})
export const net = guard('net', { fetch: (url: string) => fetch(url) })

export default { app, protocol, dialog, shell, screen, nativeTheme, net, BrowserWindow, Menu }
