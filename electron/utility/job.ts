// Entry of a job process. A shell starts it per job and speaks ToJobProcess / FromJobProcess with it.
import { serveJob } from './jobProcess.ts'
import { parentPort } from './port.ts'

serveJob(parentPort(), () => process.exit(0))
