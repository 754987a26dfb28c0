// Entry of a case process. A shell starts one per open case and speaks ToCaseProcess / FromCaseProcess with it.
import { useCompileCache } from './compileCache.ts'
import { parentPort } from './port.ts'
import type { CasePort } from './caseProcess.ts'

useCompileCache()
// Messages wait in the port while the program is loaded.
const port: CasePort = parentPort()
void import('./caseProcess.ts').then(({ serveCase }) => serveCase(port, () => process.exit(0)))
