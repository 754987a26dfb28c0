// Compiled, never run: what the stand-in offers has the types Electron gives it. A wrong parameter or return type fails here.
import type * as Electron from 'electron'
import type { app } from './app.ts'
import type { BrowserWindow } from './browserWindow.ts'
import type { nativeTheme, net, protocol, screen, shell } from './electron.ts'
import type { MenuItem } from './menu.ts'
import type { session } from './session.ts'
import type { UtilityProcess, utilityProcess } from './utilityProcess.ts'
import type { WebContents } from './webContents.ts'

/** Whatever Electron's callers may do with a member, ours must allow; members with overloaded events are left out. */
type Fits<Ours, Theirs, Names extends keyof Ours & keyof Theirs> = {
  [Name in Names]: Ours[Name] extends Theirs[Name] ? true : ['is not what Electron has', Name, Ours[Name]]
}
type All<Checks> = { [Name in keyof Checks]: true }
/** Does not compile where a check is not `true`. */
export type Same<Checks extends All<Checks>> = Checks

export type App = Same<
  Fits<
    typeof app,
    Electron.App,
    | 'isPackaged'
    | 'name'
    | 'whenReady'
    | 'isReady'
    | 'enableSandbox'
    | 'getAppPath'
    | 'getVersion'
    | 'getLocale'
    | 'getPath'
    | 'setPath'
    | 'addRecentDocument'
    | 'requestSingleInstanceLock'
    | 'quit'
    | 'exit'
  >
>
export type Window = Same<
  Fits<
    BrowserWindow,
    Electron.BrowserWindow,
    | 'loadURL'
    | 'reload'
    | 'show'
    | 'focus'
    | 'isVisible'
    | 'minimize'
    | 'isMinimized'
    | 'restore'
    | 'maximize'
    | 'isMaximized'
    | 'isFullScreen'
    | 'setBounds'
    | 'getNormalBounds'
    | 'getBounds'
    | 'isDestroyed'
    | 'close'
    | 'destroy'
  >
>
export type Contents = Same<
  Fits<
    WebContents,
    Electron.WebContents,
    'getURL' | 'isDestroyed' | 'send' | 'close' | 'reload' | 'executeJavaScript' | 'loadURL'
  >
>
export type Item = Same<Fits<MenuItem, Electron.MenuItem, 'id' | 'label' | 'enabled'>>
export type Utility = Same<Fits<UtilityProcess, Electron.UtilityProcess, 'pid' | 'kill' | 'postMessage'>>
export type Fork = Same<{ stdio: Parameters<(typeof utilityProcess)['fork']>[0] extends string ? true : false }>
export type Shell = Same<Fits<typeof shell, Electron.Shell, 'showItemInFolder'>>
export type Theme = Same<Fits<typeof nativeTheme, Electron.NativeTheme, 'shouldUseDarkColors'>>
export type Network = Same<{ fetch: ReturnType<(typeof net)['fetch']> extends Promise<Response> ? true : false }>
export type Protocol = Same<
  Fits<typeof protocol, Electron.Protocol, 'registerSchemesAsPrivileged' | 'isProtocolHandled'>
>
export type Session = Same<
  Fits<(typeof session)['defaultSession'], Electron.Session, 'setSpellCheckerEnabled' | 'setDevicePermissionHandler'>
>
export type Displays = Same<{
  workArea: ReturnType<(typeof screen)['getAllDisplays']>[number]['workArea'] extends Electron.Rectangle ? true : false
}>
