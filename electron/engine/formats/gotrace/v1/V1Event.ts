// One v1 event on its way from the merge to the columns.

/** Special procs of Go's reader that are none: where a syscall returned, where a CPU sample was taken without a proc. */
export const NO_PROC = -1

export class V1Event {
  type: number
  /** Ticks since the first batch's. */
  ticks = 0
  proc = NO_PROC
  /** Slot; 0: none. */
  goroutine = 0
  /** Words of three arguments. */
  readonly args = new Uint32Array(6)
  /** Id of its stack, 0: none. */
  stack = 0
  message = 0

  constructor(type = 0) {
    this.type = type
  }

  number(arg: number): number {
    return (this.args[2 * arg + 1] as number) * 4_294_967_296 + (this.args[2 * arg] as number)
  }
}
