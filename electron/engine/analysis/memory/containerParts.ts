import { localText } from '../../../../shared/lib/localText.ts'
import type { CanonicalName } from '../../../../shared/records/index.ts'
import { figureAt, type Figure, type MemoryGroup } from './model.ts'
import type { Part } from './waterfall.ts'

/** Kernel memory where the group has no sum of it (before Linux 5.18). */
const KERNEL: readonly CanonicalName[] = ['cgroup.kernel-stack', 'cgroup.page-tables', 'cgroup.slab', 'cgroup.sock']

/**
 * What a container is charged for besides the resident set of the process: the kernel's memory on its behalf, page cache that
 * nobody has mapped, and other processes. Figures of the file that the charge is from, where it has them.
 */
export function containerParts(
  group: MemoryGroup,
  atMs: number,
  toleranceMs: number,
  charge: Figure,
  resident: Figure | null,
): Part[] {
  const at = (name: CanonicalName): Figure | null => figureAt(group, name, atMs, toleranceMs, charge.origin.sourceId)
  const parts: Part[] = []
  const kernel = at('cgroup.kernel')
  const kernelParts = KERNEL.flatMap((name) => at(name) ?? [])
  const first = kernelParts[0]
  if (kernel || first)
    parts.push({
      id: 'kernel',
      memoryClass: 'outside',
      title: localText('Kernel: slab, sockets, page tables, stacks', '内核：slab、套接字、页表、栈'),
      bytes: kernel?.value ?? kernelParts.reduce((sum, { value }) => sum + value, 0),
      counter: kernel?.name ?? kernelParts.map(({ name }) => name.split('.').at(-1)).join(' + '),
      origin: kernel?.origin ?? first?.origin ?? null,
      error: kernel ? kernel.error : (first?.error ?? null),
    })
  const file = at('cgroup.file')
  const mapped = at('cgroup.file-mapped')
  const shmem = at('cgroup.shmem')
  if (file) {
    // tmpfs counts as file; what is mapped is in the resident set of whoever mapped it.
    const tmpfs = shmem?.value ?? 0
    parts.push({
      id: 'page-cache',
      memoryClass: 'outside',
      title: localText('Page cache, not mapped', '页缓存（未映射）'),
      bytes: Math.max(0, file.value - tmpfs - (mapped?.value ?? 0)),
      counter: ['file', shmem && 'shmem', mapped && 'file_mapped'].filter(Boolean).join(' − '),
      origin: file.origin,
      error: file.error,
    })
    if (shmem && shmem.value > 0)
      parts.push({
        id: 'tmpfs',
        memoryClass: 'outside',
        title: localText('tmpfs and shared memory', 'tmpfs 与共享内存'),
        bytes: Math.max(0, shmem.value - (figureAt(group, 'process.rss.shmem', atMs, toleranceMs)?.value ?? 0)),
        counter: shmem.name,
        origin: shmem.origin,
        error: shmem.error,
      })
  }
  const anon = at('cgroup.anon')
  const own = figureAt(group, 'process.rss.anon', atMs, toleranceMs, resident?.origin.sourceId ?? null)
  if (anon && own && anon.value > own.value)
    parts.push({
      id: 'other-processes',
      memoryClass: 'outside',
      title: localText('Other processes of the container', '容器中的其他进程'),
      bytes: anon.value - own.value,
      counter: 'anon − RssAnon',
      origin: anon.origin,
      error: anon.error,
    })
  return parts
}
