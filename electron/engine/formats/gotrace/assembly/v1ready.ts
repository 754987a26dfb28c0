// Streams whose event's turn may have come, as a min-heap by ticks, as v1/ReadyEvents.ts: the same steps, so that events of one
// moment leave in the same order. An entry is the ticks and the number of a stream.

const ENTRY: usize = 16
const STREAM: usize = 8

let heap_: usize = 0
let length: u32 = 0

export function setUpReady(streams: u32): void {
  heap_ = heap.alloc(<usize>(streams + 1) * ENTRY)
  length = 0
}

export function readyCount(): u32 {
  return length
}

export function firstReady(): u32 {
  return load<u32>(heap_, STREAM)
}

function ticksAt(index: u32): f64 {
  return load<f64>(heap_ + <usize>index * ENTRY)
}

function move(to: u32, from: u32): void {
  store<f64>(heap_ + <usize>to * ENTRY, ticksAt(from))
  store<u32>(heap_ + <usize>to * ENTRY, load<u32>(heap_ + <usize>from * ENTRY, STREAM), STREAM)
}

export function pushReady(ticks: f64, stream: u32): void {
  let at = length++
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (ticksAt(parent) <= ticks) break
    move(at, parent)
    at = parent
  }
  store<f64>(heap_ + <usize>at * ENTRY, ticks)
  store<u32>(heap_ + <usize>at * ENTRY, stream, STREAM)
}

/** Takes the first stream out. */
export function popReady(): void {
  const end = --length
  const time = ticksAt(end)
  const last = load<u32>(heap_ + <usize>end * ENTRY, STREAM)
  let at: u32 = 0
  for (;;) {
    let child: u32 = 2 * at + 1
    if (child >= end) break
    const right: u32 = child + 1
    if (right < end && ticksAt(right) < ticksAt(child)) child = right
    if (ticksAt(child) >= time) break
    move(at, child)
    at = child
  }
  store<f64>(heap_ + <usize>at * ENTRY, time)
  store<u32>(heap_ + <usize>at * ENTRY, last, STREAM)
}
