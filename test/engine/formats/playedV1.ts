// v1 traces as text, played by a seed: a few procs run goroutines that begin, wait, return from syscalls and end, with ids that are
// all taken from a handful. One event in so many is not what its goroutine allows, mostly one that names a goroutine that ended.
import type { Random } from '../../fuzz/mutate.ts'

interface Goroutine {
  state: 'none' | 'runnable' | 'running' | 'waiting' | 'syscall' | 'dead'
  seq: number
  blockedAt: number
  regions: number
  assists: boolean
}

export interface PlayedV1Options {
  events: number
  procs: number
  goroutines: number
  /** One event in so many is wrong; 0: none. */
  wrong: number
}

/** Text for traceOf. */
export function playedV1(random: Random, { events, procs, goroutines, wrong }: PlayedV1Options): string {
  // Far apart as ids of a runtime may be, and one that takes all bits.
  const ids = Array.from({ length: goroutines }, (_, at) =>
    at === 2 ? 0xffff_ffff_ffff_0001n : BigInt(1 + at + 1000 * (at >> 3)),
  )
  const all = ids.map((): Goroutine => ({ state: 'none', seq: 0, blockedAt: 0, regions: 0, assists: false }))
  const running = Array.from({ length: procs }, () => -1)
  const lines: string[][] = Array.from({ length: procs }, () => [])
  const clock = Array.from({ length: procs }, () => -1)
  let now = 100

  const emit = (proc: number, name: string, ...args: (number | bigint)[]): void => {
    now += 1 + random.below(20)
    const own = lines[proc] as string[]
    if (clock[proc] === -1 || random.below(30) === 0) {
      own.push(`Batch ${proc} ${now - 1}`)
      clock[proc] = now - 1
    }
    own.push(`${name} ${[now - (clock[proc] as number), ...args].join(' ')}`)
    clock[proc] = now
  }
  const idOf = (at: number): bigint => ids[at] as bigint
  const goroutine = (at: number): Goroutine => all[at] as Goroutine
  /** One in this state, -1: none; now and then any. */
  const some = (...states: Goroutine['state'][]): number => {
    if (wrong > 0 && random.below(wrong) === 0) return random.below(goroutines)
    const found = all.flatMap(({ state }, at) => (states.includes(state) ? [at] : []))
    return found.length === 0 ? -1 : random.pick(found)
  }
  const step = (at: number, state: Goroutine['state']): number => {
    const known = goroutine(at)
    known.state = state
    return known.seq++
  }
  const leave = (proc: number, state: Goroutine['state'], name: string, ...args: number[]): void => {
    const at = running[proc] as number
    emit(proc, name, ...args)
    goroutine(at).state = state
    goroutine(at).blockedAt = now
    running[proc] = -1
  }

  for (let at = 0; at < 3; at++) {
    emit(0, 'GoCreate', idOf(at), 0, 0)
    step(at, 'runnable')
  }
  emit(0, 'GoInSyscall', idOf(1))
  step(1, 'syscall')
  goroutine(1).blockedAt = now
  for (let proc = 0; proc < procs; proc++) emit(proc, 'ProcStart', 50 + proc)
  emit(0, 'GoStart', idOf(0), step(0, 'running'))
  running[0] = 0
  // Some begin to run before the trace says that it has begun.
  if (random.below(2) === 0) emit(0, 'Gomaxprocs', procs, 0)

  for (let count = 0; count < events; count++) {
    const proc = random.below(procs)
    const own = running[proc] as number
    const what = random.below(12)
    if (own < 0) {
      const returns = what < 4 ? some('syscall') : -1
      if (returns >= 0) {
        const said =
          random.below(3) === 0
            ? 0
            : goroutine(returns).blockedAt + random.below(now - goroutine(returns).blockedAt + 1)
        if (random.below(3) === 0) {
          step(returns, 'runnable')
          emit(proc, 'GoSysExitLocal', idOf(returns), said)
        } else emit(proc, 'GoSysExit', idOf(returns), step(returns, 'runnable'), said)
        continue
      }
      const starts = some('runnable')
      if (starts < 0) continue
      const seq = step(starts, 'running')
      if (what === 11) emit(proc, 'GoStartLocal', idOf(starts))
      else if (what === 10) emit(proc, 'GoStartLabel', idOf(starts), seq, 0)
      else emit(proc, 'GoStart', idOf(starts), seq)
      running[proc] = starts
      continue
    }
    const known = goroutine(own)
    if (what < 3) {
      const created = some('none')
      if (created >= 0) {
        step(created, 'runnable')
        emit(proc, 'GoCreate', idOf(created), 0, 0)
      }
    } else if (what < 5) {
      const woken = some('waiting')
      if (woken < 0) continue
      const seq = step(woken, 'runnable')
      if (random.below(2) === 0) emit(proc, 'GoUnblock', idOf(woken), seq, 0)
      else emit(proc, 'GoUnblockLocal', idOf(woken), 0)
    } else if (what === 5) leave(proc, 'waiting', 'GoBlock', 0)
    else if (what === 6) leave(proc, 'runnable', 'GoSched', 0)
    else if (what === 7) leave(proc, 'dead', 'GoEnd')
    else if (what === 8) {
      emit(proc, 'GoSysCall', 0)
      if (random.below(2) === 0) leave(proc, 'syscall', 'GoSysBlock')
    } else if (what === 9) {
      const mode = known.regions > 0 && random.below(2) === 0 ? 1 : 0
      known.regions += mode === 0 ? 1 : -1
      emit(proc, 'UserRegion', 0, mode, 0, 0)
    } else if (what === 10) {
      if (known.assists) emit(proc, 'GCMarkAssistDone')
      else emit(proc, 'GCMarkAssistStart', 0)
      known.assists = !known.assists
    } else if (random.below(20) === 0) leave(proc, 'dead', 'GoStop', 0)
  }
  return ['go 1.19', ...lines.flat(), 'Frequency 1000000000'].join('\n')
}
