// Goroutines by start function, as analysis/trace/GroupTotals.ts: figures and histograms of the rows of goroutines that were given.
import { bucketOf } from './durations'
import {
  COLUMN,
  outAt,
  START_STACK,
  SEEN_STACK,
  CREATED_NS,
  ENDED_NS,
  FIRST_NS,
  LAST_NS,
  WAIT_CLASSES,
} from './rowColumns'
import { allocate, enlarge } from './memory'

/** Number of the group of goroutines with this stack; asked once per stack. */
declare function groupOf(stack: u32): u32

const FIGURES: usize = 19
const BUCKETS: usize = 192
const SUM_COLUMNS: usize = 7
const CLASSES: usize = 10
// A group: count, sum, lowest and highest of each figure; sums; classes of waiting; three counts. Histograms behind them.
const SUMS: usize = 8 * 4 * FIGURES
const WAITS: usize = SUMS + 8 * SUM_COLUMNS
const COUNTS: usize = WAITS + 8 * CLASSES
const HISTOGRAMS: usize = COUNTS + 24
const GROUP: usize = HISTOGRAMS + 4 * BUCKETS * FIGURES

let groups: usize = allocate(8 * GROUP)
let capacity: u32 = 8
let length: u32 = 0

/** By stack: its group + 1; 0: not asked. */
let byStack: usize = allocate(1024 * 4)
let stacks: u32 = 1024

/** Group of each row. */
const groupsOfRows = heap.alloc(4 * 16384)

/** Columns of GROUP_FIGURES and GROUP_SUMS among GOROUTINE_COLUMNS; told by the caller. */
const figureColumns = allocate(4 * FIGURES)
const sumColumns = allocate(4 * SUM_COLUMNS)

export function setFigureColumn(figure: usize, column: i32): void {
  store<i32>(figureColumns + (figure << 2), column)
}
export function setSumColumn(sum: usize, column: i32): void {
  store<i32>(sumColumns + (sum << 2), column)
}

/** Where a group's numbers begin; its histograms are behind them. */
export function groupAt(group: u32): usize {
  return groups + <usize>group * GROUP
}

/** Counts rows that are to be given. */
export function countGroups(rows: u32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const at = outAt + (row << 3)
    let stack = <u32>load<f64>(at + START_STACK * COLUMN)
    if (stack == 0) stack = <u32>load<f64>(at + SEEN_STACK * COLUMN)
    const group = groupAt(groupOfStack(stack))
    store<u32>(groupsOfRows + (row << 2), <u32>(group - groups))
    add(group + COUNTS, 1)
    if (isNumber(at + CREATED_NS * COLUMN)) add(group + COUNTS + 8, 1)
    if (isNumber(at + ENDED_NS * COLUMN)) add(group + COUNTS + 16, 1)
  }
  for (let figure: usize = 0; figure < FIGURES; figure++) countFigure(figure, rows)
  for (let sum: usize = 0; sum < SUM_COLUMNS; sum++)
    addUp(<usize>load<i32>(sumColumns + (sum << 2)), SUMS + (sum << 3), rows)
  for (let which: usize = 0; which < CLASSES; which++) addUp(WAIT_CLASSES + which, WAITS + (which << 3), rows)
}

function isNumber(at: usize): bool {
  const value = load<f64>(at)
  return value == value
}

function add(at: usize, amount: f64): void {
  store<f64>(at, load<f64>(at) + amount)
}

function addUp(column: usize, to: usize, rows: u32): void {
  const from = outAt + column * COLUMN
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f64>(from + (row << 3))
    if (value != 0) add(groups + <usize>load<u32>(groupsOfRows + (row << 2)) + to, value)
  }
}

function countFigure(figure: usize, rows: u32): void {
  // −1: its life, from its first to its last time.
  const column = load<i32>(figureColumns + (figure << 2))
  const from = outAt + (column < 0 ? LAST_NS : <usize>column) * COLUMN
  const less = outAt + FIRST_NS * COLUMN
  for (let row: usize = 0; row < <usize>rows; row++) {
    let value = load<f64>(from + (row << 3))
    if (column < 0) value -= load<f64>(less + (row << 3))
    if (value != value) continue
    const group = groups + <usize>load<u32>(groupsOfRows + (row << 2))
    const at = group + (figure << 5)
    const known = load<f64>(at)
    if (known == 0 || value < load<f64>(at, 16)) store<f64>(at, value, 16)
    if (value > load<f64>(at, 24)) store<f64>(at, value, 24)
    store<f64>(at, known + 1)
    store<f64>(at, load<f64>(at, 8) + value, 8)
    const bucket = group + HISTOGRAMS + ((figure * BUCKETS + <usize>bucketOf(value)) << 2)
    store<u32>(bucket, load<u32>(bucket) + 1)
  }
}

function groupOfStack(stack: u32): u32 {
  if (stack >= stacks) {
    const larger = max(stack + 1, stacks * 2)
    byStack = enlarge(byStack, (<usize>stacks) << 2, (<usize>larger) << 2)
    stacks = larger
  }
  const at = byStack + ((<usize>stack) << 2)
  const known = load<u32>(at)
  if (known != 0) return known - 1
  const group = groupOf(stack)
  store<u32>(at, group + 1)
  if (group >= length) length = group + 1
  if (length > capacity) {
    const larger = max(length, capacity * 2)
    groups = enlarge(groups, <usize>capacity * GROUP, <usize>larger * GROUP)
    capacity = larger
  }
  return group
}
