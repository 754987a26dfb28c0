import { readFileSync } from 'node:fs'
import { createReader } from '../../electron/engine/formats/index.ts'
import type { TraceSink } from '../../shared/records/index.ts'

/** Reads a trace file of any version into a sink; issues are dropped. */
export function readTraceInto(path: string, sink: TraceSink): void {
  const reader = createReader('gotrace', { trace: sink, issue: () => undefined })
  reader.push(readFileSync(path))
  reader.finish()
}
