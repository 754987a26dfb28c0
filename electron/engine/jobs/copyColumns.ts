// Copies chunks of events between memories.
import type { TraceEventColumns } from '../../../shared/records/index.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../../shared/records/index.ts'

const COLUMNS = [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS]

/** The first rows of a chunk. As bytes of Buffers: of shared memory `set` of a typed array takes three times as long. */
export function copyColumns(from: TraceEventColumns, to: TraceEventColumns, rows: number): void {
  for (const name of COLUMNS) {
    const [source, target] = [from[name], to[name]]
    const bytes = rows * source.BYTES_PER_ELEMENT
    Buffer.from(source.buffer, source.byteOffset, bytes).copy(Buffer.from(target.buffer, target.byteOffset, bytes))
  }
}
