// Columns as blocks, packed by the kernel (assembly/columns.ts) as casefile/columnPacker.ts does.
import { TRACE_BLOCKS } from '../../casefile/traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from '../../casefile/traceBlocks.ts'
import type { ColumnForm } from '../../casefile/columnPacker.ts'
import type { KernelExports, PackedBlock } from './kernelInstance.ts'

interface Spec {
  readonly name: string
  readonly element: 'u8' | 'u32' | 'f64'
  readonly form: ColumnForm
}

/** Binary logarithm of an element's bytes. */
const ELEMENTS = { u8: 0, u32: 2, f64: 3 } as const
const TYPES = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array } as const
const FORMS = { bytes: 0, small: 1, steps: 2, exact: 3, near: 4 } as const
const formOf = (form: ColumnForm): number => (typeof form === 'string' ? FORMS[form] : FORMS.near + (form.near << 8))

export class KernelPacker {
  private readonly wasm: KernelExports

  constructor(wasm: KernelExports) {
    this.wasm = wasm
  }

  /** The first rows of columns; the columns are not in the kernel's memory. A view that holds until the kernel is called again. */
  pack(kind: TraceBlockKind, columns: Readonly<BlockColumns>, rows: number): Uint8Array {
    const { wasm } = this
    const specs: readonly Spec[] = TRACE_BLOCKS[kind]
    let at = wasm.columnsRoom(specs.length * (8 * rows + 8)) >>> 0
    specs.forEach(({ name, element }, index) => {
      const column = columns[name]
      if (column === undefined) throw new TypeError(`a block of ${kind} has no column ${name}`)
      new TYPES[element](wasm.memory.buffer, at, rows).set(column.subarray(0, rows))
      wasm.setColumn(index, at, ELEMENTS[element])
      at += (rows * TYPES[element].BYTES_PER_ELEMENT + 7) & ~7
    })
    return this.packSet(specs, rows)
  }

  /** Rows of goroutines that ended. */
  goroutineRows(rows: number): Uint8Array {
    this.wasm.setGoroutineColumns()
    return this.packSet(TRACE_BLOCKS.goroutineRows, rows)
  }

  /** The index of a set's tracks. */
  tracks(set: number): PackedBlock {
    const rows = this.wasm.setIndex(set)
    return this.keyed(TRACE_BLOCKS.goroutineTracks, rows)
  }

  /** The zoom levels of a segment's tracks; null without any. */
  levels(): PackedBlock | null {
    const rows = this.wasm.levelsLength()
    if (rows === 0) return null
    this.wasm.setLevels()
    return { bytes: this.packSet(TRACE_BLOCKS.goroutineLevels, rows), rows, firstKey: 0, lastKey: rows }
  }

  /** Coarse levels of a set's tracks; null where none is finer. */
  coarse(set: number): PackedBlock | null {
    const rows = this.wasm.setCoarse(set)
    return rows === 0 ? null : this.keyed(TRACE_BLOCKS.goroutineCoarse, rows)
  }

  private keyed(specs: readonly Spec[], rows: number): PackedBlock {
    const { wasm } = this
    const [firstKey, lastKey] = [wasm.wordOf(0, 0) >>> 0, wasm.wordOf(0, rows - 1) >>> 0]
    return { bytes: this.packSet(specs, rows), rows, firstKey, lastKey }
  }

  private packSet(specs: readonly Spec[], rows: number): Uint8Array {
    const { wasm } = this
    wasm.beginColumns(specs.length, rows)
    specs.forEach(({ form }, index) => wasm.packColumn(index, rows, formOf(form)))
    return new Uint8Array(wasm.memory.buffer, wasm.packedAt() >>> 0, wasm.packedLength())
  }
}
