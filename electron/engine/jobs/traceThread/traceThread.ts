// The program of the thread that reads for the import of an execution trace.
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { ThreadStart } from './messages.ts'

const { ring, compiledFolder } = workerData as ThreadStart
if (compiledFolder !== null) enableCompileCache(compiledFolder)
// Messages wait in the port while the program is loaded.
const port = parentPort as MessagePort
void import('./readInThread.ts').then(({ readInThread }) => readInThread(port, ring))
