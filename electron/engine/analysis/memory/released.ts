// Memory that the runtime has given back and that is still resident. It shows only in smaps, as resident pages of the heap's
// arenas beyond what the runtime holds there. Why (facts/memory.md 6, 8): up to Go 1.11 and since 1.16 pages are given back with
// MADV_DONTNEED and leave at once; Go 1.12 to 1.15 use MADV_FREE, and the kernel takes them when memory is short; a
// transparent huge page stays whole as long as a part of it is in use.
import { localText, type LocalText } from '../../../../shared/lib/localText.ts'
import { formatBytes } from '../../../../shared/units/format.ts'
import { MIB } from '../../../../shared/units/units.ts'
import type { MemoryWaterfall } from '../../../../shared/contract/memoryCalls.ts'
import type { GoMemory } from './goMemory.ts'
import { figureAt, type Figure, type MemoryGroup } from './model.ts'
import { listingAt } from './outsideParts.ts'
import { classTotals, regionClasses } from './regionClasses.ts'
import type { Part } from './waterfall.ts'

/** Less than this much, or share of the arenas, is the time between two samples. */
const MIN_BYTES = 4 * MIB
const MIN_SHARE = 0.02

export interface Released {
  part: Part
  summary: NonNullable<MemoryWaterfall['released']>
}

/** Null where nothing shows it, or there is no listing of mappings to see it in. */
export function releasedResident(
  group: MemoryGroup,
  atMs: number,
  toleranceMs: number,
  resident: Figure,
  memory: GoMemory,
): Released | null {
  const listing = listingAt(group, atMs, toleranceMs)
  if (!listing) return null
  const regions = listing.regions()
  const heap = classTotals(regions, regionClasses(regions)).find(({ regionClass }) => regionClass === 'goHeap')
  if (!heap) return null
  const held = memory.objects + memory.unused + memory.free + memory.stacks
  const bytes = Math.min(heap.rss - held, memory.released)
  if (!(bytes >= MIN_BYTES) || bytes < heap.rss * MIN_SHARE) return null
  const lazyFree = heap.lazyFree
  const hugePages = figureAt(group, 'process.huge-pages', atMs, toleranceMs, listing.sourceId)?.value ?? heap.hugePages
  const text = reasonOf(bytes, lazyFree, hugePages)
  return {
    part: {
      id: 'released',
      memoryClass: 'slack',
      title: localText('Returned by the runtime, still resident', '运行时已归还但仍常驻'),
      bytes,
      counter: 'smaps Rss − (HeapInuse + HeapIdle − HeapReleased + StackInuse)',
      origin: {
        sourceId: listing.sourceId,
        path: listing.path,
        atMs: listing.atMs,
        distanceMs: Math.abs(listing.atMs - resident.origin.atMs),
      },
      error: resident.error,
      note: text,
    },
    summary: { bytes, lazyFreeBytes: lazyFree, hugePageBytes: hugePages, text },
  }
}

function reasonOf(bytes: number, lazyFree: number, hugePages: number): LocalText {
  if (lazyFree >= bytes / 2)
    return localText(
      `The kernel lists ${formatBytes(lazyFree)} as LazyFree: the runtime gave it back with MADV_FREE (Go 1.12 to 1.15), and it leaves the resident set only when the machine runs short. It is no leak; GODEBUG=madvdontneed=1 makes it leave at once.`,
      `内核将 ${formatBytes(lazyFree)} 标为 LazyFree：运行时以 MADV_FREE 归还（Go 1.12 至 1.15），只有机器内存紧张时才离开常驻集。这不是泄漏；GODEBUG=madvdontneed=1 可使其立即离开。`,
    )
  if (hugePages >= bytes / 2)
    return localText(
      `${formatBytes(hugePages)} of the process lies in transparent huge pages: a page of 2 MiB stays whole while any part of it is in use, or comes back whole when one byte of it is touched.`,
      `进程有 ${formatBytes(hugePages)} 位于透明大页：只要其中任一部分在用，2 MiB 的页就整体保留；触及一个字节也会使整页回来。`,
    )
  return localText(
    'Neither lazily freed pages nor huge pages explain it: the sources are of different moments, or the heap took pages back in between.',
    '惰性释放页与大页都不能解释：各来源取自不同时刻，或堆在其间又取回了这些页。',
  )
}
