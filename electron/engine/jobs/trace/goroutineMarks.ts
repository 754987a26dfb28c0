// Labels of the runtime and user tasks of goroutines: pairs in two columns, as there may be some of each for millions.
import { grown } from '../../../../shared/lib/grown.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { RangeKind } from '../../../../shared/records/index.ts'
import { BACKGROUND_TASK, readTaskIndex } from './taskIndex.ts'
import type { TraceView } from './TraceView.ts'

export interface GoroutineMarks {
  /** By slot, each once, in the order they are found in. Tasks of one name, of which a worker may have thousands, are counted: `request ×12`. */
  labels: (slot: number) => string[]
  tasks: (slot: number) => string[]
}

const NONE: readonly number[] = []

/** What belongs to which slot, collected in any order and then laid side by side. */
class Pairs {
  private slots = new Uint32Array(1024)
  private values = new Uint32Array(1024)
  private length = 0
  private start = new Uint32Array(0)

  add(slot: number, value: number): void {
    const last = this.length - 1
    if (slot === 0 || (last >= 0 && this.slots[last] === slot && this.values[last] === value)) return
    if (this.length === this.slots.length) {
      this.slots = grown(this.slots)
      this.values = grown(this.values)
    }
    this.slots[this.length] = slot
    this.values[this.length++] = value
  }

  end(slots: number): void {
    const start = new Uint32Array(slots + 2)
    for (let at = 0; at < this.length; at++) start[(this.slots[at] as number) + 1]!++
    for (let slot = 0; slot <= slots; slot++) start[slot + 1]! += start[slot] as number
    const values = new Uint32Array(this.length)
    const next = start.slice()
    for (let at = 0; at < this.length; at++) values[next[this.slots[at] as number]!++] = this.values[at] as number
    this.start = start
    this.values = values
    this.slots = new Uint32Array(0)
  }

  of(slot: number): readonly number[] {
    const [from, to] = [this.start[slot] ?? 0, this.start[slot + 1] ?? 0]
    // Most have none.
    return to > from ? [...new Set(this.values.subarray(from, to))] : NONE
  }
}

export const goroutineMarks = (view: TraceView): GoroutineMarks => view.keep('marks', () => runOut(marksOf(view)))

/** The same, read in steps. */
export const readMarks = (view: TraceView): Generator<void, GoroutineMarks> =>
  view.keepInSteps('marks', () => marksOf(view))

function* marksOf(view: TraceView): Generator<void, GoroutineMarks> {
  const [labels, tasks] = [new Pairs(), new Pairs()]
  for (const { columns, rows } of view.scan('ranges', ['kind', 'goroutine', 'string', 'value'])) {
    const { kind, goroutine, string, value } = columns
    for (let row = 0; row < rows; row++) {
      const slot = goroutine?.[row] as number
      if (kind?.[row] === RangeKind.gcWorker) labels.add(slot, string?.[row] ?? 0)
      else if (kind?.[row] === RangeKind.region && (value?.[row] ?? 0) > BACKGROUND_TASK)
        tasks.add(slot, value?.[row] as number)
    }
    yield
  }
  const index = yield* readTaskIndex(view)
  const { task, goroutine, endGoroutine } = index.columns
  for (let row = 0; row < index.rows; row++)
    for (const slot of [goroutine?.[row] ?? 0, endGoroutine?.[row] ?? 0]) tasks.add(slot, task?.[row] as number)
  for (const { columns, rows } of view.scan('logs', ['task', 'goroutine'])) {
    for (let row = 0; row < rows; row++)
      if ((columns['task']?.[row] ?? 0) > BACKGROUND_TASK)
        tasks.add(columns['goroutine']?.[row] as number, columns['task']?.[row] as number)
    yield
  }
  const slots = view.tables.goroutines.length
  labels.end(slots)
  tasks.end(slots)
  const { strings } = view.tables
  const nameOf = (of: number): string => strings[index.columns['name']?.[(index.rowOf[of] ?? 0) - 1] ?? 0] ?? ''
  return {
    labels: (slot) => labels.of(slot).map((label) => strings[label] ?? ''),
    tasks: (slot) => countedNames(tasks.of(slot).map(nameOf)),
  }
}

export function countedNames(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name))
}
