// Opening a case with a trace again, as the window does: from the start of the case's process to what is said of the trace first and all of it
// drawn on its procs and first goroutines.
import type { SourceId } from '../../shared/records/index.ts'
import { CaseChild } from '../utility/children.ts'

const TRACKS = 40
const PIXELS = 1920

/** `program`: the case process, bundled as the application's is: taking types out of its sources takes longer than opening a case. */
export async function reopenMs(casePath: string, program: string): Promise<number> {
  const began = performance.now()
  const child = new CaseChild(program)
  try {
    const opened = await child.open(casePath, 'readOnly')
    if (!opened.ok) throw new Error(opened.error.message)
    const [source] = await child.call('sources.list', {})
    const sourceId = source?.id as SourceId
    const { startNs: fromNs, endNs: toNs, summary } = await child.call('traces.get', { sourceId })
    const draw = async (kind: 'procs' | 'goroutines', count: number): Promise<void> => {
      const tracks = Array.from({ length: Math.min(TRACKS, count) }, (_, slot) => slot + 1)
      const { data } = await child.call('traces.pixels', { sourceId, kind, tracks, fromNs, toNs, pixels: PIXELS })
      await child.data(data.id)
    }
    await draw('procs', summary.procs)
    await draw('goroutines', summary.goroutines)
    return performance.now() - began
  } finally {
    child.kill()
    await child.exited
  }
}
