// Entry of a case process. A shell starts one per open case and speaks ToCaseProcess / FromCaseProcess with it.
import { serveCase } from './caseProcess.ts'
import { parentPort } from './port.ts'

serveCase(parentPort(), () => process.exit(0))
