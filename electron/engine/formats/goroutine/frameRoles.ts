// What the frames of a waiting goroutine tell about what it waits for: a function that takes the address of a lock, a semaphore,
// a channel or a map as an argument. The runtime prints no owner and no name of a lock, only such words.
import { LOCK_KINDS } from '../../../../shared/records/index.ts'
import type { LockKind } from '../../../../shared/records/index.ts'
import { CLOSE, COMMA, OPEN, QUESTION, SPACE, hex, numberEnd } from './bytes.ts'

export interface FrameRole {
  kind: LockKind
  /** Which argument holds the address. */
  argument: number
  /** Bytes from the lock to the address given: `notify` lies 16 bytes into a sync.Cond. */
  offset: number
  /** True: the address is that of a semaphore inside the lock; where it lies follows from the outer frame's kind. */
  isSemaphore: boolean
}

const role = (kind: LockKind, argument = 0, offset = 0, isSemaphore = false): FrameRole => ({
  kind,
  argument,
  offset,
  isSemaphore,
})

/** By function name; src/sync and src/runtime of Go 1.5 to 1.27. */
const ROLES: Readonly<Record<string, FrameRole>> = {
  'sync.(*Mutex).Lock': role('mutex'),
  'sync.(*Mutex).lockSlow': role('mutex'),
  'internal/sync.(*Mutex).Lock': role('mutex'),
  'internal/sync.(*Mutex).lockSlow': role('mutex'),
  'sync.(*RWMutex).Lock': role('rwMutexWrite'),
  'sync.(*RWMutex).RLock': role('rwMutexRead'),
  'sync.(*RWMutex).rlockSlow': role('rwMutexRead'),
  'sync.(*WaitGroup).Wait': role('waitGroup'),
  'sync.(*Cond).Wait': role('cond'),
  'sync.runtime_notifyListWait': role('cond', 0, 16),
  'sync.runtime_Semacquire': role('semaphore', 0, 0, true),
  'sync.runtime_SemacquireMutex': role('mutex', 0, 0, true),
  'internal/sync.runtime_SemacquireMutex': role('mutex', 0, 0, true),
  'sync.runtime_SemacquireRWMutexR': role('rwMutexRead', 0, 0, true),
  'sync.runtime_SemacquireRWMutex': role('rwMutexWrite', 0, 0, true),
  'sync.runtime_SemacquireWaitGroup': role('waitGroup', 0, 0, true),
  'runtime.chanrecv': role('chanReceive'),
  'runtime.chanrecv1': role('chanReceive'),
  'runtime.chanrecv2': role('chanReceive'),
  'runtime.chansend': role('chanSend'),
  'runtime.chansend1': role('chanSend'),
}

/** Where the semaphore lies in a lock of 64-bit Go; kinds that are not named have it in places that changed with versions. */
export const SEMAPHORE_OFFSET: Partial<Record<LockKind, number>> = { mutex: 4, rwMutexRead: 12, rwMutexWrite: 8 }

/** `mapassign_fast64`, `mapaccess2_faststr`, `mapdelete`, `mapiterinit`: type first, map second. */
const MAP_FUNCTION = /^runtime\.map(?:assign|access[12K]?|delete|iterinit|clear)(?:_\w+)?$/
const MAP_METHOD = /^internal\/runtime\/maps\.\(\*Map\)\./

/** Packages whose frames stand for waiting itself, not for who waits. */
const MACHINERY = /^(?:runtime|sync|syscall|time|reflect|internal\/[\w./-]+|runtime\/[\w/]+|sync\/atomic)\./

const OF_USER = 1
const OF_MACHINERY = 2
const FIRST_ROLE = 3

/** Roles by the number of the function's name, worked out once per name. */
export class FrameRoles {
  private known = new Uint8Array(1024)
  private readonly roles: FrameRole[] = []

  /** A small number: `isUser` and `roleOf` take it. */
  of(nameId: number, text: (id: number) => string): number {
    if (nameId >= this.known.length) {
      const larger = new Uint8Array(Math.max(nameId + 1, this.known.length * 2))
      larger.set(this.known)
      this.known = larger
    }
    const known = this.known[nameId] as number
    if (known !== 0) return known
    const found = this.find(text(nameId))
    this.known[nameId] = found
    return found
  }

  isUser(found: number): boolean {
    return found === OF_USER
  }

  roleOf(found: number): FrameRole | null {
    return found < FIRST_ROLE ? null : (this.roles[found - FIRST_ROLE] ?? null)
  }

  private find(name: string): number {
    const named = Object.hasOwn(ROLES, name) ? ROLES[name] : undefined
    if (named) return this.number(named)
    if (MAP_FUNCTION.test(name)) return this.number(MAP_AS_SECOND)
    if (MAP_METHOD.test(name)) return this.number(MAP_AS_FIRST)
    return MACHINERY.test(name) ? OF_MACHINERY : OF_USER
  }

  private number(found: FrameRole): number {
    const index = this.roles.indexOf(found)
    if (index >= 0) return FIRST_ROLE + index
    this.roles.push(found)
    return FIRST_ROLE + this.roles.length - 1
  }
}

const MAP_AS_SECOND = role('map', 1)
const MAP_AS_FIRST = role('map', 0)

export const kindNumber = (kind: LockKind): number => LOCK_KINDS.indexOf(kind)

/** Below are nil, small numbers and flags; above is nothing a process can map. */
const LOWEST_POINTER = 0x1000
const HIGHEST_POINTER = 2 ** 48

/**
 * Argument `index` of a frame, `at` being behind its opening bracket: a pointer, negative where `?` marks it as possibly stale,
 * NaN where there is none. A group in braces is one value, and never a pointer alone.
 */
export function pointerArgument(bytes: Uint8Array, at: number, to: number, index: number): number {
  let place = at
  for (let skipped = 0; skipped < index; skipped++) {
    let depth = 0
    while (place < to && (bytes[place] !== COMMA || depth > 0)) {
      if (bytes[place] === 0x7b) depth++
      else if (bytes[place] === 0x7d) depth--
      else if (bytes[place] === CLOSE || bytes[place] === OPEN) return Number.NaN
      place++
    }
    place += bytes[place + 1] === SPACE ? 2 : 1
  }
  const value = hex(bytes, place, to)
  if (!(value >= LOWEST_POINTER && value < HIGHEST_POINTER)) return Number.NaN
  return bytes[numberEnd] === QUESTION ? -value : value
}
