// Events of a chunk by kind.
import type { TraceEventColumns } from '../../../../../shared/records/index.ts'
import type { CoreExports } from './coreInstance.ts'

/** Adds the rows to `counts`, which has a number for each kind. */
export function countKinds({ kind, length }: TraceEventColumns, counts: Float64Array): void {
  for (let row = 0; row < length; row++) counts[kind[row] as number]!++
}

/** The same of the rows in the core's memory. */
export function countKindsIn(wasm: CoreExports, counts: Float64Array): void {
  const inChunk = new Uint32Array(wasm.memory.buffer, wasm.countKinds() >>> 0, 256)
  for (let kind = 0; kind < 256; kind++) counts[kind]! += inChunk[kind] as number
}
