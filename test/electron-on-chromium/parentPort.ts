// Loaded into a utility process before its program: `process.parentPort` over fork's channel.
import { EventEmitter } from 'node:events'

const port = new EventEmitter()
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', {
  value: Object.assign(port, { postMessage: (message: unknown) => process.send?.(message) }),
})

// A packaged app: its resources lie in the folder that the check names.
const resources = process.env['ELECTRON_ON_CHROMIUM_RESOURCES']
if (resources !== undefined) Object.defineProperty(process, 'resourcesPath', { value: resources })
