/**
 * The loopback shell as pictures of the views need it: the sample case, made where the clock stands still, so that every date in it is
 * the same in every run.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startShell, type RunningShell } from '../../support/loopbackShell.ts'

export async function startViewsShell(): Promise<RunningShell> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-views-'))
  const documents = join(folder, 'documents')
  mkdirSync(documents)
  const clock = pathToFileURL(join(import.meta.dirname, 'fixedClock.ts')).href
  // By the environment, as processes of cases and jobs are to have it, too.
  const env = { ...process.env, TZ: 'UTC', NODE_OPTIONS: `--import=${clock}` }
  const { link, close } = await startShell(folder, documents, { env })
  return {
    link,
    async close() {
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
