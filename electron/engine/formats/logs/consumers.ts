// Who reads the lines of a text log, in the order in which they are asked. A new kind of line is one class and one line here.
//
// The order: lines of the runtime first, because the gc reader must see every line that could be a piece of a cut gc line; blocks
// of several lines after them, so that runtime lines printed between their lines are not taken for parts of the block.
import { AllocLines } from '../alloc/AllocLines.ts'
import { GcLines } from '../gctrace/GcLines.ts'
import { DumpLines } from '../goroutine/DumpLines.ts'
import { SettingsNote } from './SettingsNote.ts'
import { DescribeLines } from '../osmemory/DescribeLines.ts'
import { OomLines } from '../osmemory/OomLines.ts'
import { StatisticsLines } from '../metrics/StatisticsLines.ts'
import type { ConsumerFactory } from './consumer.ts'

export const CONSUMERS: readonly ConsumerFactory[] = [
  (environment) => new GcLines(environment),
  (environment) => new SettingsNote(environment),
  (environment) => new OomLines(environment),
  (environment) => new DescribeLines(environment),
  // allocfreetrace prints the stack of a goroutine below every event.
  (environment) => new AllocLines(environment),
  (environment) => new DumpLines(environment),
  (environment) => new StatisticsLines(environment),
]
