// Who reads the lines of a text log, in the order in which they are asked. A new kind of line is one class and one line here.
//
// The order: lines of the runtime first, because the gc reader must see every line that could be a piece of a cut gc line; blocks
// of several lines after them, so that runtime lines printed between their lines are not taken for parts of the block.
import { GcLines } from '../gctrace/GcLines.ts'
import { SettingsNote } from './SettingsNote.ts'
import type { ConsumerFactory } from './consumer.ts'

export const CONSUMERS: readonly ConsumerFactory[] = [
  (environment) => new GcLines(environment),
  (environment) => new SettingsNote(environment),
]
