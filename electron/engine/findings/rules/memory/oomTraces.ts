// Kills that only show from outside: a container's last state, a control group's counter.
import type { ContainerState } from '../../../../../shared/records/index.ts'
import type { MemoryGroup } from '../../../analysis/index.ts'
import type { CaseFacts, FindingDraft } from '../../rule.ts'
import {
  MEMORY_COMMANDS,
  groupAnchor,
  groupName,
  seriesEvidence,
  timeText,
  wallRange,
  type Sample,
} from '../../memory.ts'
import { formatBytes, formatCount, joined, localText, sameText } from '../../words.ts'

const KERNEL_LOG_REMEDY = {
  title: localText('Collect the kernel’s log', '采集内核日志'),
  text: localText(
    'It says what the container held at the kill and which process was chosen. It is lost when the node restarts.',
    '其中写明被杀时容器的持有量以及被选中的进程。节点重启后即丢失。',
  ),
  code: { language: 'sh' as const, text: MEMORY_COMMANDS.kernelLog },
}

/** Exit code of a process that SIGKILL ended: 128 + 9. */
const SIGKILLED = 137

/** How a container's run ended, where it was SIGKILL; null where not. */
export function endOf(
  container: ContainerState,
): { reason: string; exitCode: number | null; atMs: number | null; isBefore: boolean } | null {
  const { reason, exitCode, finishedMs, lastReason, lastExitCode, lastFinishedMs } = container
  if (reason === 'OOMKilled' || exitCode === SIGKILLED) return { reason, exitCode, atMs: finishedMs, isBefore: false }
  if (lastReason === 'OOMKilled' || lastExitCode === SIGKILLED)
    return { reason: lastReason, exitCode: lastExitCode, atMs: lastFinishedMs, isBefore: true }
  return null
}

export function containerFinding(facts: CaseFacts, container: ContainerState): FindingDraft {
  const { sourceId, pod, container: name, firstLine, memoryLimit, restarts, environment } = container
  const end = endOf(container)
  const source = facts.sources.find(({ id }) => id === sourceId)
  const isOom = end?.reason === 'OOMKilled'
  const subject = [pod, name].filter(Boolean).join('/') || (source?.path ?? '')
  const when = end?.atMs === null || end === null ? '' : timeText(end.atMs)
  const goLimit = environment.GOMEMLIMIT
  const limit = memoryLimit === null ? '' : formatBytes(memoryLimit)
  const claim = isOom
    ? localText(
        `The container ${subject} was killed for want of memory${when === '' ? '' : ` at ${when}`}${limit === '' ? '' : `; its limit is ${limit}`}.`,
        `容器 ${subject} ${when === '' ? '' : `于 ${when} `}因内存不足被杀${limit === '' ? '' : `；其限制为 ${limit}`}。`,
      )
    : localText(
        `The container ${subject} was ended by SIGKILL (exit code 137)${when === '' ? '' : ` at ${when}`}; what for is not said.`,
        `容器 ${subject} ${when === '' ? '' : `于 ${when} `}被 SIGKILL 终止（退出码 137）；原因未说明。`,
      )
  return {
    anchor: `${source?.sha256.slice(0, 12) ?? ''}/${subject}`,
    title: isOom ? undefined : localText('Ended by SIGKILL', '被 SIGKILL 终止'),
    severity: isOom ? 'critical' : 'warning',
    likelihood: isOom ? 'certain' : 'even',
    confidence: isOom ? 'high' : 'low',
    confidenceReason: isOom
      ? localText(
          'Kubernetes takes the reason from the kernel’s notice to the container runtime. What it held is not said.',
          'Kubernetes 的原因来自内核给容器运行时的通知。当时的持有量并未说明。',
        )
      : localText(
          'Exit code 137 is 128 + 9 and says no more than SIGKILL: an out-of-memory kill of another process of the container, a failed liveness probe after its grace period, an eviction or a person look the same.',
          '退出码 137 即 128 + 9，只说明是 SIGKILL：容器内其他进程因内存不足被杀、存活探针失败后宽限期结束、驱逐或人为终止都会如此。',
        ),
    claim,
    summary: joined([
      claim,
      restarts === null
        ? null
        : localText(
            `It has been started again ${formatCount(restarts)} times.`,
            `它已被重新启动 ${formatCount(restarts)} 次。`,
          ),
      goLimit === undefined ? null : localText(`GOMEMLIMIT is ${goLimit} there.`, `其中 GOMEMLIMIT 为 ${goLimit}。`),
      localText(
        'A Go program prints nothing when it is killed so: its log ends in the middle, and no crash dump is to be found.',
        'Go 程序被如此终止时不会输出任何内容：日志中途结束，也找不到崩溃转储。',
      ),
    ]),
    figures: [
      {
        name: localText('Restarts', '重启次数'),
        value: restarts ?? 1,
        unit: 'count',
        isMain: true,
      },
      ...(memoryLimit === null
        ? []
        : [{ name: localText('Limit of the container', '容器限制'), value: memoryLimit, unit: 'bytes' as const }]),
    ],
    evidence: [
      {
        shows: localText(
          `${end?.isBefore ? 'Last state' : 'State'}: ${end?.reason ?? ''}, exit code ${end?.exitCode ?? '?'}`,
          `${end?.isBefore ? '上一状态' : '状态'}：${end?.reason ?? ''}，退出码 ${end?.exitCode ?? '?'}`,
        ),
        link: { view: 'sources', sourceId, lines: { from: firstLine, to: firstLine } },
        at: { kind: 'lines', sourceId, from: firstLine, to: firstLine },
      },
    ],
    refutation: [
      isOom
        ? localText(
            'The kill hit another process of the container (a shell, a sidecar in the same cgroup). Open: the kernel’s log names the process.',
            '被杀的是容器内的其他进程（shell、同一 cgroup 的辅助进程）。待定：内核日志会指明进程。',
          )
        : localText(
            'The events of the pod name a failed liveness probe or an eviction at that time. Open: see kubectl describe.',
            'Pod 事件显示当时存活探针失败或被驱逐。待定：查看 kubectl describe。',
          ),
    ],
    remedies: [KERNEL_LOG_REMEDY],
    range: end?.atMs === null || end === null ? null : wallRange(end.atMs, end.atMs),
    functions: [],
    subject: sameText(subject),
  }
}

export function counterFinding(facts: CaseFacts, group: MemoryGroup, samples: readonly Sample[]): FindingDraft {
  const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample]
  const during = last.value - first.value
  const isDuring = samples.length > 1 && during > 0
  const count = formatCount(isDuring ? during : last.value)
  const name = groupName(group, last.path)
  const claim = isDuring
    ? localText(
        `${count} processes of the container were killed for want of memory between ${timeText(first.at)} and ${timeText(last.at)}.`,
        `${timeText(first.at)} 至 ${timeText(last.at)} 之间，容器中有 ${count} 个进程因内存不足被杀。`,
      )
    : localText(
        `${count} processes of the container have been killed for want of memory since it was made.`,
        `容器创建以来，已有 ${count} 个进程因内存不足被杀。`,
      )
  return {
    anchor: `${groupAnchor(facts, group, first.sourceId)}/counter`,
    severity: 'warning',
    likelihood: 'certain',
    confidence: 'medium',
    confidenceReason: localText(
      'The kernel counts processes of the control group that any out-of-memory kill ended; it does not say which or when.',
      '内核统计控制组中被内存不足终止的进程数；不说明是哪个进程、何时发生。',
    ),
    claim,
    summary: joined([
      claim,
      localText(
        'The process that is measured is alive, so it was another one or one before it: a worker, a shell, the container’s earlier run.',
        '被测量的进程仍在运行，因此被杀的是其他进程或此前的进程：工作进程、shell 或容器的上一次运行。',
      ),
    ]),
    figures: [
      {
        name: localText('Processes killed', '被杀进程数'),
        value: isDuring ? during : last.value,
        unit: 'count',
        isMain: true,
      },
    ],
    evidence: [
      seriesEvidence(
        last.sourceId,
        [last.name],
        last.at,
        localText(`${last.name} ${formatCount(last.value)}`, `${last.name} ${formatCount(last.value)}`),
      ),
    ],
    refutation: [
      localText(
        'The kills lie before the time of interest: the counter only rises. Open where it was read once.',
        '这些终止发生在所关注的时间之前：该计数只增不减。仅读取一次时待定。',
      ),
    ],
    remedies: [KERNEL_LOG_REMEDY],
    range: isDuring ? wallRange(first.at, last.at) : null,
    functions: [],
    subject: name,
  }
}
