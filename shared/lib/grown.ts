/** A larger copy of a column that has become too short: twice as long, or as long as is needed where that is more. */
export function grown<Column extends Uint8Array | Uint32Array | Float64Array>(column: Column, needed = 0): Column {
  const larger = new (column.constructor as new (length: number) => Column)(Math.max(needed, column.length * 2))
  larger.set(column)
  return larger
}
