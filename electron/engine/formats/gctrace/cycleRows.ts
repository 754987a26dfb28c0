import { GC_NUMBER_COLUMNS } from '../../../../shared/records/index.ts'
import type { GcCycleColumns } from '../../../../shared/records/index.ts'

/**
 * GcCycleColumns that the reader fills. A class with declared fields: objects that are built by assigning names in a loop make the
 * engine look every column up by name, which costs more than reading the line.
 */
export class CycleRows implements GcCycleColumns {
  length = 0
  number: Float64Array
  line: Float64Array
  startNs: Float64Array
  gcCpuPercent: Float64Array
  sweepTermNs: Float64Array
  markNs: Float64Array
  markTermNs: Float64Array
  sweepTermCpuNs: Float64Array
  assistCpuNs: Float64Array
  backgroundCpuNs: Float64Array
  idleCpuNs: Float64Array
  markTermCpuNs: Float64Array
  heapStartBytes: Float64Array
  heapEndBytes: Float64Array
  liveHeapBytes: Float64Array
  heapGoalBytes: Float64Array
  stacksBytes: Float64Array
  globalsBytes: Float64Array
  procs: Float64Array
  trigger: Uint8Array
  isLeakCheck: Uint8Array

  constructor(capacity: number) {
    this.number = new Float64Array(capacity)
    this.line = new Float64Array(capacity)
    this.startNs = new Float64Array(capacity)
    this.gcCpuPercent = new Float64Array(capacity)
    this.sweepTermNs = new Float64Array(capacity)
    this.markNs = new Float64Array(capacity)
    this.markTermNs = new Float64Array(capacity)
    this.sweepTermCpuNs = new Float64Array(capacity)
    this.assistCpuNs = new Float64Array(capacity)
    this.backgroundCpuNs = new Float64Array(capacity)
    this.idleCpuNs = new Float64Array(capacity)
    this.markTermCpuNs = new Float64Array(capacity)
    this.heapStartBytes = new Float64Array(capacity)
    this.heapEndBytes = new Float64Array(capacity)
    this.liveHeapBytes = new Float64Array(capacity)
    this.heapGoalBytes = new Float64Array(capacity)
    this.stacksBytes = new Float64Array(capacity)
    this.globalsBytes = new Float64Array(capacity)
    this.procs = new Float64Array(capacity)
    this.trigger = new Uint8Array(capacity)
    this.isLeakCheck = new Uint8Array(capacity)
  }

  get capacity(): number {
    return this.number.length
  }

  /** The same rows with room for more. */
  grown(capacity: number): CycleRows {
    const larger = new CycleRows(capacity)
    larger.length = this.length
    for (const name of GC_NUMBER_COLUMNS) larger[name].set(this[name].subarray(0, this.length))
    larger.trigger.set(this.trigger.subarray(0, this.length))
    larger.isLeakCheck.set(this.isLeakCheck.subarray(0, this.length))
    return larger
  }
}
