// Who holds a mapping of a Go process. Names say it since Go 1.25 on kernels with CONFIG_ANON_VMA_NAME (`[anon: Go: heap]`);
// without names it is told by the address: the heap is mapped in arenas of 64 MiB, at 0xc000000000 and the like (arm64:
// 0x4000000000), since 1.26 at a random multiple of 64 MiB; it is never `[heap]`, which is the C allocator's.
import type { MemoryRegion, RegionClass } from '../../../../shared/records/index.ts'

const ARENA = 0x400_0000n
/** Where the kernel puts what a program does not ask an address for. */
const MMAP_AREA = 0x7e00_0000_0000n
const LOW_40 = (1n << 40n) - 1n
/** Arena hints: 0x..c000000000 on most, 0x..4000000000 on arm64. */
const HINTS = [0xc0_0000_0000n, 0x40_0000_0000n]
/** A heap may grow from its hint so far before it meets something else. */
const REACH = 0x20_0000_0000n
const GO_HEAP_NAMES = /^\[anon: ?Go: (?:heap|heap reservation|user arena chunk)\]$/
const GO_STACK_NAMES = /^\[anon: ?Go: OS thread stack\]$/
const GO_NAMES = /^\[anon: ?Go: /
const C_NAMES = /^\[anon:\s*(?:glibc: )?(?:malloc|libc_malloc|scudo:|jemalloc)/
const LIBRARY = /\.so(?:[.\d]*|[._-].*)?(?: \(deleted\))?$/
const SHARED_MEMORY = /^(?:\/dev\/shm\/|\/memfd:|\/SYSV|\/dev\/zero|\[anon_shmem:)/
/** A thread's stack of the C library: 8 MiB unless the program asked for another size. */
const THREAD_STACK = 8n * 1024n * 1024n

interface Placed {
  start: bigint
  end: bigint
  region: MemoryRegion
}

/** The class of each region, in the order given. */
export function regionClasses(regions: readonly MemoryRegion[]): RegionClass[] {
  const placed = regions.map((region) => ({
    start: BigInt(`0x${region.start}`),
    end: BigInt(`0x${region.end}`),
    region,
  }))
  const binary = placed.find(
    ({ region }) => /x/.test(region.permissions) && region.path.startsWith('/') && !LIBRARY.test(region.path),
  )
  const binaryPath = binary?.region.path ?? null
  const hasLibraries = placed.some(({ region }) => LIBRARY.test(region.path))
  const arenas = arenaRuns(placed)
  return placed.map((own, index) => {
    const named = byName(own.region, binaryPath)
    if (named !== null) return named
    const before = placed[index - 1]
    if (isBss(own, before, binaryPath)) return 'binary'
    if (arenas.has(index)) return 'goHeap'
    if (isThreadStack(own, before) || isThreadStackGuard(own, placed[index + 1]))
      return hasLibraries ? 'stack' : 'goMetadata'
    if (hasLibraries && isMallocArena(own, before, placed[index + 1])) return 'cHeap'
    // A program without libraries has nobody but the runtime to map anonymous memory, and itself.
    return hasLibraries ? 'anonymous' : 'goMetadata'
  })
}

function byName({ path }: MemoryRegion, binaryPath: string | null): RegionClass | null {
  if (path === '' || path === '[rollup]') return null
  if (GO_HEAP_NAMES.test(path)) return 'goHeap'
  if (GO_STACK_NAMES.test(path) || path === '[stack]' || path.startsWith('[stack:')) return 'stack'
  if (GO_NAMES.test(path)) return 'goMetadata'
  if (path === '[heap]' || C_NAMES.test(path)) return 'cHeap'
  if (/^\[(?:vdso|vvar\w*|vsyscall|uprobes|sigpage|vectors)\]$/.test(path)) return 'kernel'
  if (SHARED_MEMORY.test(path)) return 'sharedMemory'
  if (path.startsWith('[')) return 'anonymous'
  if (path === binaryPath) return 'binary'
  return LIBRARY.test(path) ? 'library' : 'file'
}

/** Zeroed data of the program: anonymous, right behind its file. */
const isBss = ({ start, region }: Placed, before: Placed | undefined, binaryPath: string | null): boolean =>
  region.path === '' && binaryPath !== null && before?.region.path === binaryPath && before.end === start

/** Indexes of anonymous mappings that make up whole arenas of the heap. */
function arenaRuns(placed: readonly Placed[]): Set<number> {
  const found = new Set<number>()
  for (let from = 0; from < placed.length;) {
    let to = from + 1
    const isAnonymous = (index: number): boolean => placed[index]?.region.path === ''
    if (isAnonymous(from)) while (isAnonymous(to) && placed[to]?.start === placed[to - 1]?.end) to++
    const first = placed[from] as Placed
    const last = placed[to - 1] as Placed
    if (isAnonymous(from) && (isAtHint(first.start) || areArenas(first.start, last.end)))
      for (let index = from; index < to; index++) found.add(index)
    from = to
  }
  return found
}

const isAtHint = (start: bigint): boolean =>
  start < MMAP_AREA && HINTS.some((hint) => (start & LOW_40) >= hint && (start & LOW_40) < hint + REACH)

/** Whole arenas outside the area where the kernel would have put them by itself. */
const areArenas = (start: bigint, end: bigint): boolean =>
  start >= 0x1_0000_0000n && start < MMAP_AREA && start % ARENA === 0n && end % ARENA === 0n

/** glibc's arenas of threads: 64 MiB, aligned, the beginning in use and the rest reserved. */
const isMallocArena = (own: Placed, before: Placed | undefined, after: Placed | undefined): boolean => {
  const isHead =
    own.start % ARENA === 0n &&
    own.region.permissions.startsWith('rw') &&
    after?.start === own.end &&
    after.end % ARENA === 0n
  const isTail =
    own.end % ARENA === 0n &&
    own.region.permissions.startsWith('---') &&
    before?.end === own.start &&
    before.start % ARENA === 0n
  return isHead || isTail
}

const isThreadStack = (own: Placed, before: Placed | undefined): boolean =>
  own.region.path === '' &&
  own.region.permissions.startsWith('rw') &&
  own.end - own.start === THREAD_STACK &&
  before?.end === own.start &&
  before.region.permissions.startsWith('---') &&
  before.end - before.start <= 0x1_0000n

const isThreadStackGuard = (own: Placed, after: Placed | undefined): boolean =>
  own.region.permissions.startsWith('---') &&
  own.end - own.start <= 0x1_0000n &&
  after !== undefined &&
  isThreadStack(after, own)

export interface ClassTotal {
  regionClass: RegionClass
  regions: number
  size: number
  rss: number
  private: number
  lazyFree: number
  hugePages: number
  swap: number
}

/** Sums by class; figures a listing does not have count as nothing. */
export function classTotals(regions: readonly MemoryRegion[], classes: readonly RegionClass[]): ClassTotal[] {
  const totals = new Map<RegionClass, ClassTotal>()
  regions.forEach((region, index) => {
    const regionClass = classes[index] ?? 'anonymous'
    const total = totals.get(regionClass) ?? {
      regionClass,
      regions: 0,
      size: 0,
      rss: 0,
      private: 0,
      lazyFree: 0,
      hugePages: 0,
      swap: 0,
    }
    totals.set(regionClass, total)
    total.regions++
    for (const figure of ['size', 'rss', 'private', 'lazyFree', 'hugePages', 'swap'] as const)
      total[figure] += Number.isNaN(region[figure]) ? 0 : region[figure]
  })
  return [...totals.values()].sort((a, b) => b.rss - a.rss || b.size - a.size)
}
