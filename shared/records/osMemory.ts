import type { SourceId } from './ids.ts'

/** One mapping of a process as /proc/<pid>/smaps or maps lists it. Sizes in bytes; NaN where the source has no such figure. */
export interface MemoryRegion {
  /** First address and first one after it, lower-case hex without 0x: 64-bit addresses do not fit a number. */
  start: string
  end: string
  /** `rw-p` */
  permissions: string
  /** '' for anonymous memory, else a file or `[heap]`, `[stack]`, `[anon: Go: heap]`, `[rollup]`. */
  path: string
  size: number
  rss: number
  pss: number
  /** Private_Clean + Private_Dirty. */
  private: number
  /** Shared_Clean + Shared_Dirty. */
  shared: number
  anonymous: number
  lazyFree: number
  hugePages: number
  swap: number
  locked: number
}

/** Figures of a region, in the order tables have them. */
export const REGION_FIGURES = [
  'size',
  'rss',
  'pss',
  'private',
  'shared',
  'anonymous',
  'lazyFree',
  'hugePages',
  'swap',
  'locked',
] as const satisfies readonly (keyof MemoryRegion)[]
export type RegionFigure = (typeof REGION_FIGURES)[number]

/** What holds a region (facts/memory.md; regionClasses.ts of analysis judges it). */
export type RegionClass =
  'goHeap' | 'goMetadata' | 'anonymous' | 'cHeap' | 'stack' | 'binary' | 'library' | 'file' | 'sharedMemory' | 'kernel'

/** One listing of a process's mappings: a whole smaps, smaps_rollup or maps. */
export interface RegionSnapshot {
  /** From 0 within the source. */
  ordinal: number
  /** `smaps`, `smaps_rollup`, `maps` */
  kind: 'smaps' | 'smaps_rollup' | 'maps'
  /** ms since 1970; null where nothing tells. */
  atMs: number | null
  regions: number
}

/** A process in the table that the kernel prints when it is out of memory. */
export interface OomProcess {
  pid: number
  uid: number
  name: string
  /** Bytes: the kernel prints pages. */
  rss: number
  virtual: number
  /** NaN before Linux 6.x. */
  rssAnon: number
  rssFile: number
  rssShmem: number
  pageTables: number
  swap: number
  scoreAdjustment: number
}

/** One out-of-memory kill as the kernel's log tells it. Figures in bytes; null where the log does not say. */
export interface OomEvent {
  sourceId: SourceId
  /** From 0 within the source. */
  ordinal: number
  /** 1-based lines it was read from. */
  firstLine: number
  lastLine: number
  /** Wall time, ms since 1970, and how well it is known; null where the log has none. */
  atMs: number | null
  errorMs: number | null
  /** Seconds since boot as dmesg prints them. */
  uptimeSeconds: number | null
  /** `cgroup`: a container's limit; `global`: the machine; `unknown`: only the kill itself was found. */
  scope: 'cgroup' | 'global' | 'unknown'
  /** Who asked for memory, not who is to blame. */
  invokedBy: string | null
  /** The group whose limit was hit, and the group of the killed process. */
  limitGroup: string | null
  taskGroup: string | null
  /** At the moment of the kill. */
  usage: number | null
  limit: number | null
  /** Times the limit was hit. */
  failures: number | null
  swapUsage: number | null
  swapLimit: number | null
  kernelUsage: number | null
  /** `Memory cgroup stats` of the limited group with those below it: name → bytes (counts for names that count). */
  stats: Record<string, number>
  /** Of the machine, for global kills. */
  totalRam: number | null
  freeRam: number | null
  killedPid: number | null
  killedName: string | null
  virtual: number | null
  rssAnon: number | null
  rssFile: number | null
  rssShmem: number | null
  pageTables: number | null
  scoreAdjustment: number | null
  /** Largest first. */
  processes: OomProcess[]
}

/** A container as `kubectl describe pod` or the status of a pod tells it. */
export interface ContainerState {
  sourceId: SourceId
  /** From 0 within the source. */
  ordinal: number
  firstLine: number
  pod: string
  namespace: string
  node: string
  container: string
  image: string
  isInit: boolean
  state: 'waiting' | 'running' | 'terminated' | 'unknown'
  reason: string
  /** Of a terminated state. */
  exitCode: number | null
  startedMs: number | null
  finishedMs: number | null
  /** The run before: `OOMKilled`, exit code 137. */
  lastReason: string
  lastExitCode: number | null
  lastStartedMs: number | null
  lastFinishedMs: number | null
  restarts: number | null
  isReady: boolean | null
  /** Bytes. */
  memoryLimit: number | null
  memoryRequest: number | null
  /** Cores. */
  cpuLimit: number | null
  /** GOMEMLIMIT, GOGC, GODEBUG and GOMAXPROCS where the description shows them. */
  environment: Record<string, string>
}
