// Records as text, for `.expected` files beside fixtures: every figure of a log, and of a profile its tables in short form.
import {
  ALLOC_KINDS,
  FRAME_INLINED,
  LOCK_KINDS,
  NO_SITE,
  POINTERS_PER_GOROUTINE,
  gcCycleAt,
  runtimeRowAt,
} from '../../shared/records/index.ts'
import type { DumpTables, DumpRows, ProfileColumns } from '../../shared/records/index.ts'
import type { ReadResult } from './readSource.ts'

export function dumpLog(result: ReadResult): string {
  const { summary, lives, runtime } = result
  const out = head(result)
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

function head({ summary, issues }: ReadResult): string[] {
  const out = [`counts ${JSON.stringify(summary.counts)}`, `variant ${summary.variant ?? '-'}`]
  if (summary.placement) out.push(`placement ${JSON.stringify(summary.placement)}`)
  for (const { severity, code, count, at, message } of issues)
    out.push(`issue ${severity} ${code} ×${count} at ${JSON.stringify(at)}: ${message}`)
  return out
}

const hex = (value: number): string => `${value < 0 ? '?' : ''}0x${Math.abs(value).toString(16)}`

/** Every dump with every goroutine; stacks in full where they come first. */
export function dumpGoroutines(result: ReadResult): string {
  const out = head(result)
  const { dumps } = result
  if (dumps === null) return `${out.join('\n')}\n`
  const shown = new Set<number>()
  for (const dump of dumps.dumps) {
    const { crash, ...rest } = dump
    out.push(`dump ${JSON.stringify(rest)}`)
    if (crash) out.push(`  crash ${JSON.stringify(crash)}`)
    const rows = result.goroutines[dump.ordinal - 1]
    for (let row = 0; row < (rows?.length ?? 0); row++) if (rows) out.push(...goroutineLines(rows, row, dumps, shown))
    if (crash?.runtimeStack != null) out.push(...stackLines(dumps, crash.runtimeStack, shown))
  }
  for (const ancestor of dumps.ancestors) out.push(`ancestor ${JSON.stringify(ancestor)}`)
  return `${out.join('\n')}\n`
}

function goroutineLines(rows: DumpRows, row: number, tables: DumpTables, shown: Set<number>): string[] {
  const number = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? '-' : String(value)
  const labels = (tables.labelSets[rows.labelSet[row] ?? 0] ?? []).map(({ key, value }) => `${key}=${value}`)
  const pointers = [...rows.pointers.subarray(row * POINTERS_PER_GOROUTINE, (row + 1) * POINTERS_PER_GOROUTINE)]
  const lock = LOCK_KINDS[rows.lockKind[row] ?? 0] ?? '?'
  const address = rows.lockAddress[row] ?? Number.NaN
  const site = rows.site[row] ?? NO_SITE
  const parts = [
    `g ${number(rows.id[row])} ×${number(rows.count[row])} line ${number(rows.line[row])} [${tables.statuses[rows.status[row] ?? 0] ?? '?'}]`,
    `min ${number(rows.waitMinutes[row])} flags ${rows.flags[row]} m ${number(rows.thread[row])} bubble ${number(rows.bubble[row])}`,
    `stack ${number(rows.stack[row])} elided ${number(rows.elided[row])}`,
    `by ${number(rows.creatorId[row])} ${site === NO_SITE ? '-' : frameLine(tables, tables.sites[site] ?? 0)}`,
    `lock ${lock}${Number.isNaN(address) ? '' : ` ${hex(address)}`}`,
    `pointers ${pointers
      .filter((pointer) => !Number.isNaN(pointer))
      .map(hex)
      .join(' ')}`,
    labels.join(' '),
  ]
  return [parts.join(' | ').trimEnd(), ...stackLines(tables, rows.stack[row] ?? 0, shown)]
}

function stackLines(tables: DumpTables, stack: number, shown: Set<number>): string[] {
  if (shown.has(stack)) return []
  shown.add(stack)
  const { stackStart, stackFrame } = tables.stacks
  return Array.from(
    stackFrame.subarray(stackStart[stack], stackStart[stack + 1]),
    (frame) => `  ${stack}: ${frameLine(tables, frame)}`,
  )
}

function frameLine({ stacks }: DumpTables, frame: number): string {
  const text = (index: number | undefined): string => stacks.strings[index ?? 0] ?? '?'
  const inlined = ((stacks.frameFlags[frame] ?? 0) & FRAME_INLINED) === 0 ? '' : ' inlined'
  return `${text(stacks.frameFunction[frame])} ${text(stacks.frameFile[frame])}:${stacks.frameLine[frame]}${inlined}`
}

export function dumpBenchmarks(result: ReadResult): string {
  const out = head(result)
  const table = result.benchmarks
  table?.configs.forEach((config, index) => out.push(`config ${index} ${JSON.stringify(config)}`))
  for (const [unit, settings] of Object.entries(table?.units ?? {}))
    out.push(`unit ${unit} ${JSON.stringify(settings)}`)
  for (const { line, name, procs, iterations, values, config } of table?.results ?? [])
    out.push(
      `result line ${line} ${name} procs ${procs ?? '-'} ×${iterations} config ${config} ${values.map(({ value, unit }) => `${value} ${unit}`).join(', ')}`,
    )
  return `${out.join('\n')}\n`
}

export function dumpAllocEvents(result: ReadResult): string {
  const out = head(result)
  const { events, allocTables } = result
  if (allocTables === null) return `${out.join('\n')}\n`
  const { texts, classes, goroutines, seconds, ...rest } = allocTables
  out.push(`log ${JSON.stringify(rest)}`)
  for (const entry of classes) out.push(`class ${JSON.stringify(entry)}`)
  for (const entry of goroutines) out.push(`goroutine ${JSON.stringify(entry)}`)
  for (const entry of seconds) out.push(`second ${JSON.stringify(entry)}`)
  for (let row = 0; row < events.length; row++) {
    const figures = (
      ['timeNs', 'pid', 'goroutine', 'size', 'spanClass', 'address', 'count', 'shouldGc', 'line'] as const
    ).map((name) => `${name} ${Number.isNaN(events[name][row]) ? '-' : events[name][row]}`)
    out.push(`${ALLOC_KINDS[events.kind[row] ?? 0]} ${figures.join(' ')} ${texts[events.text[row] ?? 0]}`.trimEnd())
  }
  return `${out.join('\n')}\n`
}
