// The only way out of the window: typed calls over the bridge of whichever shell runs it.
import type { AppCallName, AppEvent, AppParams, AppResult, CaseHandle } from '../../shared/contract/appCalls.ts'
import type { CaseCallName, CaseParams, CaseResult, DataRef } from '../../shared/contract/caseCalls.ts'
import type { Bridge, WindowCall } from '../../shared/contract/messages.ts'
import { failed, toCallError, type Result } from '../../shared/lib/result.ts'

declare global {
  interface Window {
    /** Set by the preload script of the desktop shell; absent in a browser. */
    heapcase?: Bridge
  }
}

let bridge: Bridge | null = null
let openCase: CaseHandle | null = null

/** Called once, before the application is mounted; tests pass a fake. */
export function setBridge(next: Bridge): void {
  bridge = next
}

/** The case that `call` speaks to; null on Home. */
export function setCaseHandle(handle: CaseHandle | null): void {
  openCase = handle
}

function connected(): Bridge {
  if (bridge === null) throw new Error('the window is not connected to a shell')
  return bridge
}

async function send<T>(message: WindowCall): Promise<Result<T>> {
  try {
    return (await connected().call(message)) as Result<T>
  } catch (thrown) {
    return failed(toCallError(thrown))
  }
}

/** Asks the open case. Never throws: what went wrong is `{ ok: false, error }`. `asker`: see WindowCall. */
export function call<Name extends CaseCallName>(
  name: Name,
  params: CaseParams<Name>,
  asker?: string,
): Promise<Result<CaseResult<Name>>> {
  if (openCase === null) return Promise.resolve(failed({ code: 'case/none', message: 'no case is open' }))
  return send<CaseResult<Name>>({ to: 'case', handle: openCase, name, params, ...(asker !== undefined && { asker }) })
}

/** Asks the shell: dialogs, jobs, recent cases, preferences. Never throws. */
export function callApp<Name extends AppCallName>(
  name: Name,
  params: AppParams<Name>,
): Promise<Result<AppResult<Name>>> {
  return send<AppResult<Name>>({ to: 'app', name, params })
}

/** The bytes behind a reference of an earlier answer. Each reference can be fetched once. */
export async function fetchData(ref: DataRef): Promise<Result<ArrayBuffer>> {
  try {
    return { ok: true, value: await connected().data(ref.id) }
  } catch (thrown) {
    return failed(toCallError(thrown))
  }
}

/** Listens to the shell until the returned function is called. */
export function onEvent(listener: (event: AppEvent) => void): () => void {
  return connected().onEvent(listener)
}

/** Paths (desktop) or upload handles (loopback) of dropped files. */
export async function acceptDrop(files: File[]): Promise<Result<string[]>> {
  try {
    return { ok: true, value: await connected().acceptDrop(files) }
  } catch (thrown) {
    return failed(toCallError(thrown))
  }
}
