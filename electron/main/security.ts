// Electron's security list, in one place: a page can not leave, open windows, embed others, ask for devices or load anything
// that is not the app's own.
import type { Session, WebContents } from 'electron'
import { APP_ORIGIN, developmentServer } from './scheme.ts'

/** For every web contents that is ever made, also ones nobody thought of. */
export function hardenContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Pages of the app itself. Compared by its parts: a prefix would also fit `app://heapcase.example`. */
export function isAppUrl(url: string): boolean {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}` === APP_ORIGIN
  } catch {
    return false
  }
}

/** Nothing is granted, but copying text: that needs a permission, too. */
export function denyPermissions(session: Session): void {
  const isGranted = (permission: string, url: string): boolean =>
    permission === 'clipboard-sanitized-write' && isAppUrl(url)
  session.setPermissionRequestHandler((contents, permission, callback) =>
    callback(isGranted(permission, contents.getURL())),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
}

/** Requests that leave the machine are cancelled below the page, whatever the page's policy says. */
export function denyRemoteContent(session: Session): void {
  const server = developmentServer()
  const ownSchemes = new Set(['app:', 'devtools:', 'blob:', 'data:'])
  session.webRequest.onBeforeRequest((details, callback) => {
    const url = new URL(details.url)
    const isDevelopment = server !== null && url.host === new URL(server).host
    callback({ cancel: !ownSchemes.has(url.protocol) && !isDevelopment })
  })
}
