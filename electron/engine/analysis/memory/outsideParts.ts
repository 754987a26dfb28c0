import { MIB } from '../../../../shared/units/units.ts'
import { localText, type LocalText } from '../../../../shared/lib/localText.ts'
import type { RegionClass } from '../../../../shared/records/index.ts'
import { classTotals, regionClasses } from './regionClasses.ts'
import { ownStructures, type GoMemory } from './goMemory.ts'
import { figureAt, type Figure, type Listing, type MemoryGroup } from './model.ts'
import type { Part } from './waterfall.ts'

const TITLES: Readonly<Partial<Record<RegionClass, LocalText>>> = {
  binary: localText('The program itself: code and data', '程序本身：代码与数据'),
  library: localText('Shared libraries', '共享库'),
  file: localText('Mapped files', '映射文件'),
  sharedMemory: localText('Shared memory', '共享内存'),
  cHeap: localText('C heap (malloc)', 'C 堆（malloc）'),
  stack: localText('Stacks of system threads', '系统线程栈'),
  kernel: localText('Mapped by the kernel', '内核映射'),
  anonymous: localText('Anonymous memory that is not Go’s: cgo, mmap', '非 Go 的匿名内存：cgo、mmap'),
}

/** Without the runtime's account its arenas are one part, and its structures lie among the other anonymous memory. */
const UNTOLD: Readonly<Partial<Record<RegionClass, LocalText>>> = {
  ...TITLES,
  goHeap: localText('Heap of Go: arenas', 'Go 堆：arena'),
  // Of a program without libraries everything anonymous; what it maps itself is among it.
  goMetadata: localText('Other anonymous memory: the runtime, mmap', '其他匿名内存：运行时、mmap'),
  anonymous: localText('Other anonymous memory: cgo, mmap, the runtime', '其他匿名内存：cgo、mmap、运行时'),
}

/** The whole listing of mappings nearest to an instant. */
export function listingAt(group: MemoryGroup, atMs: number, toleranceMs: number): Listing | null {
  let best: Listing | null = null
  for (const listing of group.listings) {
    const distance = Math.abs(listing.atMs - atMs)
    if (listing.kind !== 'smaps' || distance > toleranceMs) continue
    if (!best || distance < Math.abs(best.atMs - atMs)) best = listing
  }
  return best
}

/**
 * What is resident and not Go's. With smaps class by class; without, only what is mapped from files is known, and memory of C
 * code is part of the remainder. Where nothing names the runtime's own structures they lie among the anonymous memory, and are
 * taken off it as the runtime counts them.
 */
export function outsideParts(
  group: MemoryGroup,
  atMs: number,
  toleranceMs: number,
  resident: Figure,
  memory: GoMemory | null,
): Part[] {
  const listing = listingAt(group, atMs, toleranceMs)
  if (listing) {
    const regions = listing.regions()
    const origin = {
      sourceId: listing.sourceId,
      path: listing.path,
      atMs: listing.atMs,
      distanceMs: Math.abs(listing.atMs - atMs),
    }
    const totals = classTotals(regions, regionClasses(regions))
    const isTold = memory === null || totals.some(({ regionClass }) => regionClass === 'goMetadata')
    const own = isTold ? 0 : ownStructures(memory)
    const titles = memory === null ? UNTOLD : TITLES
    return totals.flatMap(({ regionClass, rss }): Part[] => {
      // A program without libraries may call mmap all the same: what is resident beyond all structures the runtime counts is its own.
      if (regionClass === 'goMetadata' && memory !== null) {
        const structures = ownStructures(memory)
        const bytes = rss - structures
        if (!(bytes >= MIB)) return []
        return [
          {
            id: 'outside-anonymous',
            memoryClass: 'outside',
            title: TITLES.anonymous as LocalText,
            bytes,
            counter: 'smaps Rss − GCSys − MSpanSys − MCacheSys − BuckHashSys − OtherSys',
            origin,
            error: structures,
          },
        ]
      }
      const title = titles[regionClass]
      const isMixed = regionClass === 'anonymous' && own > 0
      const bytes = isMixed ? Math.max(0, rss - own) : rss
      if (!title || bytes === 0) return []
      const id = regionClass === 'stack' ? 'stacks-os' : `outside-${regionClass}`
      const counter = isMixed ? 'smaps Rss − GCSys − MSpanSys − MCacheSys − BuckHashSys − OtherSys' : 'smaps Rss'
      const memoryClass = regionClass === 'goHeap' ? 'live' : regionClass === 'goMetadata' ? 'meta' : 'outside'
      return [{ id, memoryClass, title, bytes, counter, origin, error: isMixed ? own : null }]
    })
  }
  const file = figureAt(group, 'process.rss.file', atMs, toleranceMs, resident.origin.sourceId)
  const shmem = figureAt(group, 'process.rss.shmem', atMs, toleranceMs, resident.origin.sourceId)
  return [
    ...(file
      ? [
          {
            id: 'outside-file',
            memoryClass: 'outside' as const,
            title: localText('Mapped from files: the program, libraries', '文件映射：程序与共享库'),
            bytes: file.value,
            counter: file.name,
            origin: file.origin,
            error: file.error,
          },
        ]
      : []),
    ...(shmem && shmem.value > 0
      ? [
          {
            id: 'outside-sharedMemory',
            memoryClass: 'outside' as const,
            title: localText('Shared memory', '共享内存'),
            bytes: shmem.value,
            counter: shmem.name,
            origin: shmem.origin,
            error: shmem.error,
          },
        ]
      : []),
  ]
}

/** Resident bytes of the runtime's structures, where a listing tells them from everything else; null where none does. */
export function residentStructures(group: MemoryGroup, atMs: number, toleranceMs: number): number | null {
  const listing = listingAt(group, atMs, toleranceMs)
  if (!listing) return null
  const regions = listing.regions()
  return (
    classTotals(regions, regionClasses(regions)).find(({ regionClass }) => regionClass === 'goMetadata')?.rss ?? null
  )
}
