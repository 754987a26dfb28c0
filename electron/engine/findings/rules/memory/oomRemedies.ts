// What to do about a kill, and what would refute it.
import { MIB } from '../../../../../shared/units/units.ts'
import type { Remedy } from '../../../../../shared/records/index.ts'
import { retained, type OomAccount } from '../../../analysis/index.ts'
import { MEMORY_COMMANDS } from '../../memory.ts'
import { formatBytes, localText, shortName, type LocalText } from '../../words.ts'

/** GOMEMLIMIT off is the largest number there is. */
const NO_LIMIT = 2 ** 62
/** Above this share of the container's limit GOMEMLIMIT leaves no room for what Go does not count. */
const ROOM = 0.95

export function oomRemedies(account: OomAccount, resident: number | null): Remedy[] {
  const { event, go, live, holders } = account
  const own = memoryLimitOf(account)
  const isLive = live !== null && resident !== null && live.value >= resident / 2
  const isOutside = go !== null && resident !== null && resident - retained(go.memory) >= resident / 3
  const [first] = holders?.top ?? []
  const remedies: Remedy[] = []
  if (isLive)
    remedies.push({
      title: localText('Hold less', '减少持有'),
      text: localText(
        `Most of it was live heap: no setting of the collector frees that. ${first ? `Begin with what ${shortName(first.functionName)} allocated.` : 'Heap profiles say who holds it.'}`,
        `其中大部分是存活堆：任何 GC 设置都无法释放。${first ? `先从 ${shortName(first.functionName)} 分配的内存入手。` : '堆剖析能说明持有者。'}`,
      ),
    })
  if (isOutside)
    remedies.push({
      title: localText('Look outside Go', '查看 Go 之外'),
      text: localText(
        'A large part was not the runtime’s: smaps shows C heaps, mapped files and returned pages that stay resident.',
        '很大一部分不属于运行时：smaps 可显示 C 堆、映射文件及已归还仍常驻的页。',
      ),
      code: { language: 'sh', text: MEMORY_COMMANDS.smaps },
    })
  const { limit } = event
  if (limit !== null && (own === null || own > limit * ROOM))
    remedies.push({
      title:
        own === null
          ? localText('Set GOMEMLIMIT below the container’s limit', '将 GOMEMLIMIT 设在容器限制之下')
          : localText('Lower GOMEMLIMIT', '降低 GOMEMLIMIT'),
      text: localText(
        `${own === null ? (go === null ? 'Whether it was set is not known. ' : '') : `It was ${formatBytes(own)}, which leaves no room for what Go does not count. `}The collector then works harder near the limit, which keeps garbage from filling the container; it cannot help against live memory or memory of C code.`,
        `${own === null ? (go === null ? '是否设置过不得而知。' : '') : `原为 ${formatBytes(own)}，没有为 Go 未计入的部分留出余地。`}接近限制时收集器会更频繁地工作，避免垃圾填满容器；但对存活内存与 C 代码的内存无能为力。`,
      ),
      code: { language: 'sh', text: `GOMEMLIMIT=${Math.floor((limit * 0.9) / MIB)}MiB ./service` },
    })
  remedies.push({
    title: localText('Give it more memory', '增加内存'),
    text: localText(
      'Right where the need is real and steady; where memory is retained it only moves the next kill.',
      '需求真实且平稳时适用；若是内存滞留，只会推迟下一次被杀。',
    ),
  })
  return remedies
}

export const oomRefutation = (isContainer: boolean): LocalText[] => [
  isContainer
    ? localText(
        'Another process of the same container held most of it, and this one was chosen by its score. Open where the log has no table of processes.',
        '同一容器中的其他进程占用了大部分，本进程只是按评分被选中。日志没有进程表时待定。',
      )
    : localText(
        'The machine was short of memory because of another program; this one was only the largest. Open: see the table of processes.',
        '机器内存不足由其他程序造成，本进程只是最大的一个。待定：查看进程表。',
      ),
  localText(
    'The process id belongs to another program of the same name. Open: compare the time of the kill with the end of the service’s log.',
    '该进程号属于同名的其他程序。待定：将被杀时间与服务日志的结尾比较。',
  ),
]

const memoryLimitOf = ({ go }: OomAccount): number | null =>
  go && Number.isFinite(go.memoryLimit) && go.memoryLimit < NO_LIMIT ? go.memoryLimit : null
