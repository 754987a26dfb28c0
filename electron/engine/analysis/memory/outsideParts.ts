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
  memory: GoMemory,
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
    const own = totals.some(({ regionClass }) => regionClass === 'goMetadata') ? 0 : ownStructures(memory)
    return totals.flatMap(({ regionClass, rss }): Part[] => {
      const title = TITLES[regionClass]
      const isMixed = regionClass === 'anonymous' && own > 0
      const bytes = isMixed ? Math.max(0, rss - own) : rss
      if (!title || bytes === 0) return []
      const id = regionClass === 'stack' ? 'stacks-os' : `outside-${regionClass}`
      const counter = isMixed ? 'smaps Rss − GCSys − MSpanSys − MCacheSys − BuckHashSys − OtherSys' : 'smaps Rss'
      return [{ id, memoryClass: 'outside', title, bytes, counter, origin, error: isMixed ? own : null }]
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
