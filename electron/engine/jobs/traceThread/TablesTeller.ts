// Tells what tables have more than when it was last asked: rows never change once they are there, so new ones are all there is to tell.
import type { TraceIds, TraceTables } from '../../../../shared/records/index.ts'
import type { TableGrowth, TablesNow } from './messages.ts'

/** Ids of a message at most. */
const IDS_AT_ONCE = 65_536

export class TablesTeller {
  private readonly tables: TraceTables
  private readonly told = { strings: 1, functions: 1, frames: 1, stacks: 1, types: 1, threads: 1, procs: 1 }
  private hasToldLayout = false

  constructor(tables: TraceTables) {
    this.tables = tables
  }

  now(): TablesNow {
    const { goroutines, tasks } = this.tables
    return { goroutines: goroutines.length, tasks: tasks.length, grown: this.hasGrown() ? this.growth() : null }
  }

  private hasGrown(): boolean {
    const { tables, told } = this
    return (
      tables.strings.length > told.strings ||
      tables.frames.length > told.frames ||
      tables.stacks.length > told.stacks ||
      tables.procs.length > told.procs ||
      tables.threads.length > told.threads ||
      tables.functions.length > told.functions ||
      tables.types.length > told.types ||
      (tables.heapLayout !== null && !this.hasToldLayout)
    )
  }

  private growth(): TableGrowth {
    const { tables, told } = this
    const { strings, functions, frames, stacks, types, threads, procs, heapLayout } = tables
    const { name, address, size, pointerBytes } = types
    const newFrames = [told.frames, frames.length] as const
    const newTypes = [told.types, types.length] as const
    const grown: TableGrowth = {
      strings: strings.slice(told.strings),
      functions: {
        name: functions.name.slice(told.functions, functions.length),
        file: functions.file.slice(told.functions, functions.length),
      },
      frames: {
        pc: frames.pc.slice(...newFrames),
        function: frames.function.slice(...newFrames),
        line: frames.line.slice(...newFrames),
      },
      stacks: {
        end: stacks.start.slice(told.stacks + 1, stacks.length + 1),
        frame: stacks.frame.slice(stacks.start[told.stacks], stacks.start[stacks.length]),
      },
      types: {
        name: name.slice(...newTypes),
        address: address.slice(...newTypes),
        size: size.slice(...newTypes),
        pointerBytes: pointerBytes.slice(...newTypes),
      },
      threads: threads.id.slice(told.threads, threads.length),
      procs: procs.id.slice(told.procs, procs.length),
      heapLayout,
    }
    told.strings = strings.length
    told.functions = functions.length
    told.frames = frames.length
    told.stacks = stacks.length
    told.types = types.length
    told.threads = threads.length
    told.procs = procs.length
    this.hasToldLayout = heapLayout !== null
    return grown
  }

  /** All ids of a table, in pieces. */
  *idsOf(table: 'goroutines' | 'tasks'): Generator<BigUint64Array<ArrayBuffer>> {
    const ids: TraceIds = this.tables[table]
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const to = Math.min(ids.length, from + IDS_AT_ONCE)
      yield new BigUint64Array(ids.slice?.(from, to) ?? ids.id.slice(from, to))
    }
  }
}
