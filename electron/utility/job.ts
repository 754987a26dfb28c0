// Entry of a job process. A shell starts it per job and speaks ToJobProcess / FromJobProcess with it.
import { useCompileCache } from './compileCache.ts'
import { parentPort } from './port.ts'
import type { JobPort } from './jobProcess.ts'

useCompileCache()
// Messages wait in the port while the program is loaded.
const port: JobPort = parentPort()
void import('./jobProcess.ts').then(({ serveJob }) => serveJob(port, () => process.exit(0)))
