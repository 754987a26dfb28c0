// Sums over equal stretches, of which an interval takes many: only its first and last one are written, and where those between begin and end.
// One addition per interval, however long it is.
export class Stretches {
  private readonly rows: number
  private readonly columns: number
  private readonly length: number
  /** Within a stretch, of intervals that begin or end in it. */
  private readonly parts: Float64Array
  /** How much more takes a whole stretch than took the one before. */
  private readonly steps: Float64Array

  /** `columns` stretches of this length in each of some rows. */
  constructor(rows: number, columns: number, length = 1) {
    this.rows = rows
    this.columns = columns
    this.length = length
    this.parts = new Float64Array(rows * columns)
    this.steps = new Float64Array(rows * (columns + 1))
  }

  /** An interval from `from` to `to`, counted from the begin of the first stretch and within all of them. */
  add(row: number, from: number, to: number, weight = 1): void {
    const { columns, length, parts, steps } = this
    const [first, last] = [Math.floor(from / length), Math.floor(to / length)]
    const at = row * columns
    if (first === last) {
      if (first < columns) parts[at + first]! += (to - from) * weight
      return
    }
    parts[at + first]! += ((first + 1) * length - from) * weight
    if (last < columns) parts[at + last]! += (to - last * length) * weight
    steps[row * (columns + 1) + first + 1]! += weight
    steps[row * (columns + 1) + last]! -= weight
  }

  /** Row after row: in each stretch the lengths in it, each times its weight. */
  values(): Float64Array {
    const { columns, length, rows, parts, steps } = this
    const values = new Float64Array(rows * columns)
    for (let row = 0; row < rows; row++) {
      let whole = 0
      for (let column = 0; column < columns; column++) {
        whole += steps[row * (columns + 1) + column] as number
        values[row * columns + column] = whole * length + (parts[row * columns + column] as number)
      }
    }
    return values
  }
}
