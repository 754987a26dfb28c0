// The second pass over a v1 trace: puts its events in order, checks them and gives them the meaning of v2. There are two behind
// this interface, one in TypeScript and one in WebAssembly, which give the same rows, slots and faults.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import type { V1Fault } from './v1Faults.ts'
import type { V1Index } from './V1Index.ts'

export interface V1Core {
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
  readonly columns: TraceEventColumns
  /**
   * Everything from the first event to the last. `take` is called when `columns` are full and once more at the end; what it
   * leaves there is forgotten. One step per such call, where the core works in steps. Throws V1Fault. A `tickNs` of NaN: there is no frequency, so the order is checked alone.
   */
  order(version: number, index: V1Index, tables: TraceTablesBuilder, tickNs: number, take: () => void): Iterable<void>
  /** Adds the rows in `columns` to `counts`, by kind. */
  countKinds(counts: Float64Array): void
  /** Byte of the file of the event decoded last. */
  readonly lastByte: number
  /** Events by v1 type. */
  readonly raw: ArrayLike<number>
  /** Of the first and the last v1 event. */
  readonly firstNs: number
  readonly lastNs: number
  /** Events were in order that have no meaning in v2: the first of them. */
  readonly unconverted: V1Fault | null
  /** References that lead nowhere. */
  readonly unknownStacks: number
  readonly unknownStrings: number
}
