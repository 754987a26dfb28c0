// Records as text, for `.expected` files beside fixtures: every figure of a log, and of a profile its tables in short form.
import { gcCycleAt, runtimeRowAt } from '../../shared/records/index.ts'
import type { ProfileColumns } from '../../shared/records/index.ts'
import type { ReadResult } from './readSource.ts'

export function dumpLog({ summary, lives, runtime, issues }: ReadResult): string {
  const out = [`counts ${JSON.stringify(summary.counts)}`, `variant ${summary.variant ?? '-'}`]
  if (summary.placement) out.push(`placement ${JSON.stringify(summary.placement)}`)
  for (const { severity, code, count, at, message } of issues)
    out.push(`issue ${severity} ${code} ×${count} at ${JSON.stringify(at)}: ${message}`)
  for (const life of summary.lives) {
    out.push(`life ${JSON.stringify(life)}`)
    const columns = lives[life.ordinal - 1]
    for (let row = 0; row < (columns?.length ?? 0); row++) {
      if (columns === undefined) continue
      const c = gcCycleAt(columns, row)
      const mib = (bytes: number | null): string => (bytes === null ? '-' : String(bytes / 1_048_576))
      out.push(
        [
          `gc ${c.number} line ${c.line} @${c.startNs / 1e6}ms ${c.gcCpuPercent}%`,
          `clock ${c.sweepTermNs} ${c.markNs} ${c.markTermNs}`,
          `cpu ${c.sweepTermCpuNs} ${c.assistCpuNs} ${c.backgroundCpuNs} ${c.idleCpuNs} ${c.markTermCpuNs}`,
          `MiB ${mib(c.heapStartBytes)} ${mib(c.heapEndBytes)} ${mib(c.liveHeapBytes)} goal ${mib(c.heapGoalBytes)}`,
          `${mib(c.stacksBytes)} ${mib(c.globalsBytes)} procs ${c.procs} ${c.trigger}${c.isLeakCheck ? ' leakCheck' : ''}`,
        ].join(' | '),
      )
    }
  }
  for (const { table, lifeOrdinal, rows } of runtime)
    for (let index = 0; index < rows.length; index++) {
      const figures = Object.entries(runtimeRowAt(rows, index)).filter(([, value]) => value !== null)
      out.push(`${table} life ${lifeOrdinal} ${figures.map(([name, value]) => `${name}=${value}`).join(' ')}`)
    }
  return `${out.join('\n')}\n`
}

const TOP = 12

export function dumpProfile(profile: ProfileColumns): string {
  const string = (index: number | undefined): string => profile.strings[index ?? 0] ?? '?'
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)
  const out = [
    `type ${profile.type}, sample types ${types.join(' ')}, default ${types[profile.defaultSampleType] ?? '?'} (named: ${profile.hasDefaultSampleType})`,
    `period ${profile.period} ${profile.periodType ? `${profile.periodType.type}/${profile.periodType.unit}` : '-'}, time ${profile.timeNanos}, duration ${profile.durationNanos}`,
    `samples ${profile.sampleCount}, stacks ${profile.stackStart.length - 1}, locations ${profile.locationAddress.length}, lines ${profile.lineFunction.length}, functions ${profile.functionName.length}, mappings ${profile.mappingFile.length}, strings ${profile.strings.length}, label sets ${profile.labelSetStart.length - 1}`,
    `totals ${profile.values.map((column) => column.reduce((sum, value) => sum + value, 0)).join(' ')}`,
  ]
  for (const comment of profile.comments) out.push(`comment ${comment}`)
  profile.mappingFile.forEach((file, index) => {
    out.push(
      `mapping ${profile.mappingStart[index]?.toString(16)}-${profile.mappingLimit[index]?.toString(16)} +${profile.mappingOffset[index]} ${string(file)} ${string(profile.mappingBuildId[index])} flags ${profile.mappingFlags[index]}`,
    )
  })
  const order = Array.from({ length: profile.sampleCount }, (_, index) => index)
  const shown = profile.values[profile.defaultSampleType] ?? new Float64Array(0)
  order.sort((a, b) => (shown[b] ?? 0) - (shown[a] ?? 0) || a - b)
  for (const sample of order.slice(0, TOP)) {
    const set = profile.sampleLabelSet[sample] ?? 0
    const labels: string[] = []
    for (let label = profile.labelSetStart[set] ?? 0; label < (profile.labelSetStart[set + 1] ?? 0); label++) {
      const number = profile.labelNumber[label] ?? Number.NaN
      const value = Number.isNaN(number)
        ? string(profile.labelString[label])
        : `${number}${string(profile.labelUnit[label])}`
      labels.push(`${string(profile.labelKey[label])}=${value}`)
    }
    out.push(`sample ${profile.values.map((column) => column[sample]).join(' ')} [${labels.join(' ')}]`)
    const stack = profile.sampleStack[sample] ?? 0
    for (let at = profile.stackStart[stack] ?? 0; at < (profile.stackStart[stack + 1] ?? 0); at++) {
      const location = profile.stackLocation[at] ?? 0
      const first = profile.locationLineStart[location] ?? 0
      const last = profile.locationLineStart[location + 1] ?? 0
      const frames: string[] = []
      for (let line = first; line < last; line++) {
        const fn = profile.lineFunction[line] ?? 0
        frames.push(
          `${string(profile.functionName[fn])} ${string(profile.functionFile[fn])}:${profile.lineNumber[line]}`,
        )
      }
      out.push(`  ${profile.locationAddress[location]?.toString(16)} ${frames.join(' < ')}`)
    }
  }
  return `${out.join('\n')}\n`
}
