// What a page gets before its own scripts: the built preload script, wrapped so that its `require('electron')` gives the
// renderer half of the stand-in. The channel is one CDP binding, taken off the window before anything else can see it.
import { decode, encode } from './wire.ts'

export interface PageScriptNames {
  /** The CDP binding. */
  binding: string
  /** Where the main process delivers, a property nothing enumerates. */
  inbox: string
}

/** Runs in the page; `preload` is the text of the built preload script. */
export function pageScript(preload: string, { binding, inbox }: PageScriptNames): string {
  return `(() => {
  if (window !== window.top) return
  const encode = ${encode.toString()}
  const decode = ${decode.toString()}
  const send = window[${JSON.stringify(binding)}]
  delete window[${JSON.stringify(binding)}]
  if (!send) return
  const waiting = new Map(), listeners = new Map()
  let next = 0
  Object.defineProperty(window, ${JSON.stringify(inbox)}, { enumerable: false, value: (text) => {
    const message = decode(text)
    if (message.kind === 'event') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({ sender: ipcRenderer }, ...message.args)
      return
    }
    const { resolve, reject } = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'result') resolve(message.value)
    else reject(new Error(message.error))
  } })
  // Electron answers a denied window with null; the main process hears of it and insists that it is denied.
  window.open = (url) => { send(encode({ kind: 'open', url: String(new URL(url, location.href)) })); return null }
  const missing = (name) => (target) => new Proxy(target, { get(object, key) {
    if (typeof key === 'string' && !(key in object) && key !== 'then') throw new Error('electron-on-chromium: ' + name + '.' + key + ' is not there')
    return object[key]
  } })
  const ipcRenderer = missing('ipcRenderer')({
    invoke: (channel, ...args) => new Promise((resolve, reject) => {
      const id = ++next
      waiting.set(id, { resolve, reject })
      try { send(encode({ kind: 'invoke', id, channel, args })) } catch (error) { waiting.delete(id); reject(error) }
    }),
    on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
    removeListener: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)) },
  })
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
    return value
  }
  const contextBridge = missing('contextBridge')({
    exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { enumerable: true, configurable: false, writable: false, value: freeze(api) }),
  })
  const electron = missing('electron')({ ipcRenderer, contextBridge, webUtils: missing('webUtils')({}) })
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error('module not found: ' + name)
  }
  const module = { exports: {} }
  ;((require, module, exports) => {
${preload}
  })(require, module, module.exports)
})()`
}
