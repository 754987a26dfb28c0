// Gives the window one typed object, and does nothing else.
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import type { AppEvent } from '../../shared/contract/appCalls.ts'
import type { Bridge, WindowCall } from '../../shared/contract/messages.ts'
import type { Result } from '../../shared/lib/result.ts'

const bridge: Bridge = {
  call: (call: WindowCall) => ipcRenderer.invoke('heapcase:call', call) as Promise<Result<unknown>>,
  async data(id: string) {
    const response = await fetch(`/data/${encodeURIComponent(id)}`)
    if (!response.ok) throw new Error('These bytes were read already, or their case is closed.')
    return response.arrayBuffer()
  },
  onEvent(listener) {
    const receive = (_event: IpcRendererEvent, event: AppEvent): void => listener(event)
    ipcRenderer.on('heapcase:event', receive)
    return () => {
      ipcRenderer.removeListener('heapcase:event', receive)
    }
  },
  // eslint-disable-next-line @typescript-eslint/require-await -- the loopback shell uploads here
  acceptDrop: async (files) => files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== ''),
}

contextBridge.exposeInMainWorld('heapcase', bridge)
