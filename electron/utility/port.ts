// The one channel between a utility process and the shell that started it. Electron's utilityProcess and Node's
// child_process.fork differ only here; everything behind it sees a Port (shared/contract/messages.ts).
import type { Port } from '../../shared/contract/messages.ts'

/** The child's end. `flushed` resolves when everything posted so far has left this process: wait for it before exiting. */
export interface ParentPort<Send, Receive> extends Port<Send, Receive> {
  flushed(): Promise<void>
}

/** Electron's `process.parentPort`, as far as it is used: the types of `electron` are not for the utility folder. */
interface ElectronParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** The channel to whoever started this process. Throws where the process was started without one. */
export function parentPort<Send, Receive>(): ParentPort<Send, Receive> {
  const electron = (process as unknown as { parentPort?: ElectronParentPort }).parentPort
  return electron ? electronPort(electron) : forkPort()
}

/** Listens at once and keeps what comes before somebody wants it: the program behind the port may still be loading. */
function waiting<Receive>(
  subscribe: (listener: (message: Receive) => void) => void,
): Port<never, Receive>['onMessage'] {
  const early: Receive[] = []
  let deliver = (message: Receive): void => {
    early.push(message)
  }
  subscribe((message) => deliver(message))
  return (listener) => {
    deliver = listener
    for (const message of early.splice(0)) listener(message)
  }
}

function electronPort<Send, Receive>(port: ElectronParentPort): ParentPort<Send, Receive> {
  return {
    post: (message) => port.postMessage(message),
    onMessage: waiting((listener) => port.on('message', (event) => listener(event.data as Receive))),
    // Electron ends utility processes with the app; there is no event to hear of it.
    onClose: () => {},
    // Messages are written to the pipe when posted; one turn lets the pipe's own thread take them.
    flushed: () => new Promise((resolve) => setTimeout(resolve, 20)),
  }
}

function forkPort<Send, Receive>(): ParentPort<Send, Receive> {
  const send = process.send?.bind(process)
  if (!send) throw new Error('this file runs as a utility process: it is started by a shell, not by hand')
  let unsent = 0
  let flushing: (() => void)[] = []
  return {
    post(message) {
      if (!process.connected) return
      unsent++
      send(message, undefined, undefined, () => {
        unsent--
        if (unsent > 0) return
        for (const resolve of flushing) resolve()
        flushing = []
      })
    },
    onMessage: waiting((listener) => process.on('message', (message) => listener(message as Receive))),
    onClose: (listener) => process.once('disconnect', () => listener('the shell has gone')),
    flushed: () =>
      unsent === 0 || !process.connected ? Promise.resolve() : new Promise((resolve) => flushing.push(resolve)),
  }
}
