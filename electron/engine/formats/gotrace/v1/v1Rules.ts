// When a v1 event's turn has come, as data (go1.21 src/internal/trace/order.go): the state of one goroutine it needs and the one
// it leaves behind, with a sequence number of its own.
import { Order } from './V1Goroutines.ts'
import { V1 } from './v1Events.ts'

/** Whose state: nobody's, of the event's goroutine, of the one it names, of the sequence of GC cycles. */
export const Whose = { nobody: 0, own: 1, another: 2, gc: 3 } as const
/** Sequence number it needs: any, that of a goroutine just told of, its second argument. */
export const Seq = { any: 0, first: 1, argument: 2 } as const

export const WHOSE = new Uint8Array(64)
export const NEEDS = new Uint8Array(64)
export const GIVES = new Uint8Array(64)
export const NEEDS_SEQ = new Uint8Array(64)
/** Of Seq.first. */
export const FIRST_SEQ = new Uint8Array(64)
/** What is added to the sequence number. */
export const STEP = new Uint8Array(64)
/** Local events are there for the order only; they mean the same as these. */
export const PLAIN = Uint8Array.from({ length: 64 }, (_, type) => type)
PLAIN[V1.GoStartLocal] = V1.GoStart
PLAIN[V1.GoUnblockLocal] = V1.GoUnblock
PLAIN[V1.GoSysExitLocal] = V1.GoSysExit

function rule(types: number[], whose: number, seq: number, needs: number, step: number, gives: number): void {
  for (const type of types) {
    WHOSE[type] = whose
    NEEDS_SEQ[type] = seq
    NEEDS[type] = needs
    STEP[type] = step
    GIVES[type] = gives
  }
}
const { dead, runnable, running, waiting } = Order
rule([V1.GoCreate], Whose.another, Seq.first, dead, 1, runnable)
rule([V1.GoWaiting, V1.GoInSyscall], Whose.own, Seq.first, runnable, 1, waiting)
FIRST_SEQ[V1.GoWaiting] = 1
FIRST_SEQ[V1.GoInSyscall] = 1
rule([V1.GoStart, V1.GoStartLabel], Whose.own, Seq.argument, runnable, 1, running)
rule([V1.GoStartLocal], Whose.own, Seq.any, runnable, 1, running)
rule([V1.GoBlock, V1.GoBlockSend, V1.GoBlockRecv, V1.GoBlockSelect], Whose.own, Seq.any, running, 0, waiting)
rule([V1.GoBlockSync, V1.GoBlockCond, V1.GoBlockNet, V1.GoSleep], Whose.own, Seq.any, running, 0, waiting)
rule([V1.GoSysBlock, V1.GoBlockGC], Whose.own, Seq.any, running, 0, waiting)
rule([V1.GoSched, V1.GoPreempt], Whose.own, Seq.any, running, 0, runnable)
rule([V1.GoUnblock], Whose.another, Seq.argument, waiting, 1, runnable)
rule([V1.GoUnblockLocal], Whose.another, Seq.any, waiting, 1, runnable)
rule([V1.GoSysExit], Whose.own, Seq.argument, waiting, 1, runnable)
rule([V1.GoSysExitLocal], Whose.own, Seq.any, waiting, 1, runnable)
rule([V1.GCStart], Whose.gc, Seq.any, dead, 1, dead)
