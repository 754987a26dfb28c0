import { guard } from './guard.ts'
import { handleScheme, isSchemeHandled, type SchemeHandler } from './schemes.ts'

type BeforeRequest = (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void
type PermissionRequest = (contents: unknown, permission: string, callback: (isGranted: boolean) => void) => void

/** What the windows of a session ask of it; not part of Electron's surface. */
export interface SessionState {
  beforeRequest: BeforeRequest | null
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | null
  isSpellCheckerEnabled: boolean
}

const states = new WeakMap<object, SessionState & { partition: string }>()
const partitions = new Map<string, Session>()

export const stateOf = (of: object): SessionState & { partition: string } => {
  const state = states.get(of)
  if (!state) throw new Error('electron-on-chromium: not a session')
  return state
}

function makeSession(partition: string) {
  const state = {
    partition,
    beforeRequest: null as BeforeRequest | null,
    permissionCheck: null as SessionState['permissionCheck'],
    isSpellCheckerEnabled: true,
  }
  const own = guard('session', {
    protocol: guard('session.protocol', {
      handle: (scheme: string, handler: SchemeHandler) => handleScheme(partition, scheme, handler),
      isProtocolHandled: (scheme: string) => isSchemeHandled(partition, scheme),
    }),
    webRequest: guard('session.webRequest', {
      onBeforeRequest: (listener: BeforeRequest) => {
        state.beforeRequest = listener
      },
    }),
    setPermissionRequestHandler: (_handler: PermissionRequest | null) => {},
    setPermissionCheckHandler: (handler: SessionState['permissionCheck']) => {
      state.permissionCheck = handler
    },
    setDevicePermissionHandler: (_handler: unknown) => {},
    setSpellCheckerEnabled: (isEnabled: boolean) => {
      state.isSpellCheckerEnabled = isEnabled
    },
  })
  states.set(own, state)
  return own
}
export type Session = ReturnType<typeof makeSession>

export const defaultSession = makeSession('')

export const session = guard('session', {
  defaultSession,
  fromPartition: (partition: string, _options?: { cache: boolean }): Session => {
    const known = partitions.get(partition) ?? makeSession(partition)
    partitions.set(partition, known)
    return known
  },
})
