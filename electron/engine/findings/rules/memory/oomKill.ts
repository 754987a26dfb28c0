import { NANOS_PER_MILLI, NANOS_PER_MINUTE } from '../../../../../shared/units/units.ts'
import type { ContainerState, OomEvent } from '../../../../../shared/records/index.ts'
import { oomAccount, type OomAccount } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { MEMORY_COMMANDS, samplesOf } from '../../memory.ts'
import { formatCount, listed, localText } from '../../words.ts'
import { containerFinding, counterFinding, endOf } from './oomTraces.ts'
import { killFinding, type Kills } from './oomKillFinding.ts'

/** Kubernetes notes whole seconds, and notes them after the kernel. */
const SAME_KILL_MS = 10_000
/**
 * The kernel says who was killed, at which limit and what it held; what it held in terms of Go only captures from before the kill
 * say. A Go program itself prints nothing: SIGKILL cannot be caught.
 */
export const oomKill = defineRule({
  id: 'memory/oom-kill',
  version: 1,
  title: localText('Killed for want of memory', '因内存不足被杀'),
  goVersions: 'go1.0+',
  limits: {
    joinTime: {
      title: localText('Captures count as before the kill within', '视为被杀之前的采集，不早于'),
      unit: 'ns',
      value: 10 * NANOS_PER_MINUTE,
    },
  },

  evaluate(facts, limits) {
    const { oomEvents, containers, groups } = facts.memory
    const within = limits.joinTime / NANOS_PER_MILLI
    const kills = killsOf(oomEvents, containers, (event) => oomAccount(event, groups, within))
    const joinedContainers = new Set(kills.flatMap((one) => one.containers))
    const others = containers.filter((container) => !joinedContainers.has(container) && endOf(container) !== null)
    const counted = groups.flatMap((group) => {
      const samples = samplesOf(group, 'cgroup.oom-kills')
      const last = samples.at(-1)
      return last ? [{ group, samples, last }] : []
    })
    const findings: FindingDraft[] = [
      ...kills.map((one) => killFinding(facts, one, limits.joinTime)),
      ...others.map((container) => containerFinding(facts, container)),
      // The kernel's own lines say more than its counter.
      ...(kills.length === 0
        ? counted.filter(({ last }) => last.value > 0).map((one) => counterFinding(facts, one.group, one.samples))
        : []),
    ]
    if (findings.length > 0) return found(findings)
    return answerWithout(facts, counted.length)
  },
})

function answerWithout({ memory: { containers } }: CaseFacts, counters: number): ReturnType<typeof clear> {
  if (containers.length === 0 && counters === 0)
    return notApplicable(
      localText(
        'Nothing in the case could tell of a kill: no kernel log, no description of a pod, no memory.events of a container.',
        '案例中没有能说明被杀情况的内容：没有内核日志、Pod 描述或容器的 memory.events。',
      ),
      MEMORY_COMMANDS.kernelLog,
    )
  return clear(
    listed(
      [
        containers.length > 0 &&
          localText(
            `${formatCount(containers.length)} containers: none was ended by OOMKilled or exit code 137`,
            `${formatCount(containers.length)} 个容器：均无 OOMKilled 或退出码 137`,
          ),
        counters > 0 &&
          localText(
            `oom_kill of ${formatCount(counters)} groups is 0`,
            `${formatCount(counters)} 个控制组的 oom_kill 为 0`,
          ),
      ].filter((part) => part !== false),
    ),
  )
}

function killsOf(
  events: readonly OomEvent[],
  containers: readonly ContainerState[],
  account: (event: OomEvent) => OomAccount,
): Kills[] {
  const byVictim = Map.groupBy(
    events,
    ({ sourceId, killedName, limitGroup, scope }) => `${sourceId} ${killedName} ${scope} ${limitGroup}`,
  )
  return [...byVictim.values()].map((own): Kills => ({
    sourceId: (own[0] as OomEvent).sourceId,
    accounts: own.map(account),
    containers: containers.filter((container) => own.some((event) => isSameKill(container, event))),
  }))
}

function isSameKill(container: ContainerState, { atMs, errorMs }: OomEvent): boolean {
  const end = endOf(container)
  if (end === null || end.atMs === null || atMs === null) return false
  return Math.abs(end.atMs - atMs) <= SAME_KILL_MS + (errorMs ?? 0)
}
