// Stricter than the readers: what every record must be, whatever the input was.
import { expect } from 'vitest'
import {
  ALLOC_KINDS,
  DUMP_CAUSES,
  GC_NUMBER_COLUMNS,
  GOROUTINE_REPEATED,
  LOCK_KINDS,
  NO_FUNCTION,
  NO_MAPPING,
  NO_SITE,
  NO_STRING,
  POINTERS_PER_GOROUTINE,
  endNs,
  gcCycleAt,
  runtimeRowAt,
} from '../../shared/records/index.ts'
import type { DumpTables, DumpRows, ImportIssue, ProfileColumns } from '../../shared/records/index.ts'
import type { ReadResult } from './readSource.ts'

/** Differences, and work that the counters of a pacer take back. */
const MAY_BE_NEGATIVE = new Set([
  'aboveGoalBytes',
  'assistRatio',
  'cpuPercent',
  'expectedCpuPercent',
  'heapWorkBytes',
  'stackWorkBytes',
  'globalsWorkBytes',
  'expectedWorkBytes',
  'consMark',
  'triggerRatio',
  'endRatio',
  'goalRatio',
  'fractionalGoal',
  'pagesPerByte',
  'markedBeforeBytes',
])
const NULLABLE = new Set(['heapGoalBytes', 'stacksBytes', 'globalsBytes'])

function validateIssues(issues: readonly ImportIssue[]): void {
  expect(new Set(issues.map(({ code }) => code)).size, 'one issue per code').toBe(issues.length)
  for (const issue of issues) {
    expect(issue.code).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
    expect(issue.message.length).toBeGreaterThan(10)
    expect(issue.count).toBeGreaterThan(0)
  }
}

/** Lives count up, times run forward, every figure is a finite number within its meaning. */
export function validateLog({ summary, lives, runtime, issues }: ReadResult): void {
  validateIssues(issues)
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  check(lives.length <= summary.lives.length, `${lives.length} lives of rows, ${summary.lives.length} in the summary`)
  let records = 0
  lives.forEach((columns, index) => {
    const life = summary.lives[index]
    if (life === undefined) return
    const where = (row: number): string => `life ${index + 1}, row ${row + 1}`
    check(life.ordinal === index + 1, `life ${index + 1} has ordinal ${life.ordinal}`)
    check(life.cycles === columns.length, `life ${index + 1}: ${life.cycles} cycles, ${columns.length} rows`)
    let missing = 0
    for (let row = 0; row < columns.length; row++) {
      for (const name of GC_NUMBER_COLUMNS) {
        const value = columns[name][row] as number
        check(Number.isFinite(value) ? value >= 0 : NULLABLE.has(name), `${where(row)}: ${name} is ${value}`)
      }
      const cycle = gcCycleAt(columns, row)
      check(Number.isInteger(cycle.number) && cycle.number >= 1, `${where(row)}: gc ${cycle.number}`)
      check(Number.isInteger(cycle.startNs), `${where(row)}: start ${cycle.startNs}`)
      check((cycle.stacksBytes === null) === (cycle.globalsBytes === null), `${where(row)}: stacks without globals`)
      check(cycle.line >= life.firstLine && cycle.line <= life.lastLine, `${where(row)}: line ${cycle.line}`)
      if (row > 0) {
        const before = gcCycleAt(columns, row - 1)
        check(cycle.number > before.number, `${where(row)}: gc ${cycle.number} after ${before.number}`)
        check(cycle.startNs >= endNs(before) - 3e6, `${where(row)}: starts before the one before ends`)
        missing += cycle.number - before.number - 1
      }
    }
    check(life.missingCycles === missing, `life ${index + 1}: ${life.missingCycles} missing, counted ${missing}`)
    if (columns.length > 0) {
      check(life.firstCycle === columns.number[0], `life ${index + 1}: first cycle`)
      check(life.lastCycle === columns.number[columns.length - 1], `life ${index + 1}: last cycle`)
      check(life.durationNs >= endNs(gcCycleAt(columns, columns.length - 1)), `life ${index + 1}: duration`)
    }
    check((life.startMs === null) === (life.startErrorMs === null), `life ${index + 1}: start without error`)
    records += columns.length
  })
  for (const { table, lifeOrdinal, rows } of runtime) {
    records += rows.length
    check(
      summary.lives.some(({ ordinal }) => ordinal === lifeOrdinal),
      `${table}: no life ${lifeOrdinal}`,
    )
    for (let index = 0; index < rows.length; index++) {
      const row: Record<string, number | string | null> = runtimeRowAt(rows, index)
      const where = `${table}, life ${lifeOrdinal}, row ${index + 1}`
      for (const [name, value] of Object.entries(row)) {
        if (value === null || typeof value === 'string') continue
        check(Number.isFinite(value), `${where}: ${name} is ${value}`)
        check(value >= 0 || MAY_BE_NEGATIVE.has(name), `${where}: ${name} is ${value}`)
      }
      const line = row.line ?? row.snapshotLine
      check(typeof line === 'number' && line >= 1 && line <= (summary.counts.lines ?? 0), `${where}: line ${line}`)
      if (row.cycle !== undefined && row.cycle !== null)
        check(Number.isInteger(row.cycle) && Number(row.cycle) >= 1, `${where}: cycle ${row.cycle}`)
    }
  }
  check(records === summary.records, `${summary.records} records, ${records} rows`)
  expect(faults).toEqual([])
}

/** Every index resolves, starts increase, columns are as long as they should be. */
export function validateProfile(profile: ProfileColumns): void {
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  const within = (name: string, values: Uint32Array, limit: number, sentinel?: number): void => {
    values.forEach((value, index) => {
      check(value < limit || value === sentinel, `${name}[${index}] is ${value}, limit ${limit}`)
    })
  }
  const increasing = (name: string, starts: Uint32Array, end: number): void => {
    check(starts[0] === 0, `${name} begins with ${starts[0]}`)
    check(starts[starts.length - 1] === end, `${name} ends with ${starts[starts.length - 1]}, expected ${end}`)
    for (let at = 1; at < starts.length; at++)
      check((starts[at] as number) >= (starts[at - 1] as number), `${name}[${at}] falls`)
  }
  const strings = profile.strings.length
  const functions = profile.functionName.length
  const locations = profile.locationAddress.length
  check(profile.strings[0] === '', 'string 0 is not empty')
  within('functionName', profile.functionName, strings)
  within('functionSystemName', profile.functionSystemName, strings)
  within('functionFile', profile.functionFile, strings)
  within('mappingFile', profile.mappingFile, strings)
  within('mappingBuildId', profile.mappingBuildId, strings)
  within('locationMapping', profile.locationMapping, profile.mappingFile.length, NO_MAPPING)
  within('lineFunction', profile.lineFunction, functions, NO_FUNCTION)
  increasing('locationLineStart', profile.locationLineStart, profile.lineFunction.length)
  check(profile.locationLineStart.length === locations + 1, 'locationLineStart length')
  check(profile.lineNumber.length === profile.lineFunction.length, 'lineNumber length')
  increasing('stackStart', profile.stackStart, profile.stackLocation.length)
  within('stackLocation', profile.stackLocation, locations)
  within('sampleStack', profile.sampleStack, Math.max(1, profile.stackStart.length - 1))
  within('sampleLabelSet', profile.sampleLabelSet, profile.labelSetStart.length - 1)
  increasing('labelSetStart', profile.labelSetStart, profile.labelKey.length)
  check(profile.labelSetStart[1] === 0, 'label set 0 is not empty')
  within('labelKey', profile.labelKey, strings)
  within('labelString', profile.labelString, strings, NO_STRING)
  within('labelUnit', profile.labelUnit, strings)
  check(profile.values.length === profile.sampleTypes.length, 'one column per sample type')
  for (const column of profile.values) check(column.length === profile.sampleCount, 'column length')
  check(profile.sampleStack.length === profile.sampleCount, 'sampleStack length')
  check(profile.defaultSampleType < profile.sampleTypes.length, 'default sample type')
  const stacks = new Set<string>()
  for (let stack = 0; stack + 1 < profile.stackStart.length; stack++)
    stacks.add(profile.stackLocation.subarray(profile.stackStart[stack], profile.stackStart[stack + 1]).join())
  check(stacks.size === profile.stackStart.length - 1, 'equal stacks stored twice')
  expect(faults).toEqual([])
}

type Check = (holds: boolean, fault: string) => void

/** Every index resolves, counts agree, nothing is stored twice. */
export function validateDumps({ summary, goroutines, dumps, issues }: ReadResult): void {
  validateIssues(issues)
  const faults: string[] = []
  const check: Check = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  if (dumps === null) {
    check(goroutines.length === 0, 'rows without dumps')
    expect(faults).toEqual([])
    return
  }
  checkStacks(dumps, check)
  let records = 0
  dumps.dumps.forEach((dump, index) => {
    const where = `dump ${dump.ordinal}`
    check(dump.ordinal === index + 1, `${where} stands at ${index + 1}`)
    check(DUMP_CAUSES.includes(dump.cause), `${where}: ${dump.cause}`)
    check(dump.firstLine >= 1 && dump.lastLine >= dump.firstLine, `${where}: ${dump.firstLine} … ${dump.lastLine}`)
    check(/^go1\.\d+/.test(dump.goVersions), `${where}: ${dump.goVersions}`)
    check(
      (dump.crash === null) === !['panic', 'fatal', 'signal'].includes(dump.cause),
      `${where}: crash of ${dump.cause}`,
    )
    const rows = goroutines[index]
    check((rows?.length ?? 0) === dump.rows, `${where}: ${rows?.length ?? 0} rows, ${dump.rows} by its record`)
    records += Math.max(1, dump.rows)
    if (rows) checkRows(rows, dumps, index, check)
  })
  for (const { dump, row, stack, site } of dumps.ancestors) {
    check(row < (goroutines[dump - 1]?.length ?? 0), `ancestor of row ${row} of dump ${dump}`)
    check(
      stack < dumps.stacks.stackStart.length - 1 && (site === NO_SITE || site < dumps.sites.length),
      'ancestor index',
    )
  }
  check(summary.records >= records, `${summary.records} records, ${records} rows`)
  expect(faults).toEqual([])
}

function checkRows(rows: DumpRows, tables: DumpTables, index: number, check: Check): void {
  const dump = tables.dumps[index]
  let goroutines = 0
  for (let row = 0; row < rows.length; row++) {
    const where = `dump ${index + 1}, row ${row + 1}`
    const id = rows.id[row] as number
    const isRepeated = ((rows.flags[row] as number) & GOROUTINE_REPEATED) !== 0
    if ((Number.isNaN(id) || id !== 0) && !isRepeated) goroutines += rows.count[row] as number
    check(Number.isNaN(id) || (Number.isSafeInteger(id) && id >= 0), `${where}: goroutine ${id}`)
    check(Number.isNaN(id) === (dump?.statedTotal !== null), `${where}: id ${id} in a ${dump?.cause}`)
    check((rows.status[row] as number) < tables.statuses.length, `${where}: status`)
    check((rows.stack[row] as number) < tables.stacks.stackStart.length - 1, `${where}: stack`)
    const site = rows.site[row] as number
    check(site === NO_SITE || site < tables.sites.length, `${where}: site`)
    check((rows.labelSet[row] as number) < tables.labelSets.length, `${where}: labels`)
    check((rows.lockKind[row] as number) < LOCK_KINDS.length, `${where}: lock`)
    const address = rows.lockAddress[row] as number
    check(Number.isNaN(address) || (rows.lockKind[row] as number) > 0, `${where}: address of no lock`)
    check(Number.isNaN(address) || Math.abs(address) >= 0xff0, `${where}: address ${address}`)
    check(Number.isSafeInteger(rows.waitMinutes[row]) && (rows.waitMinutes[row] as number) >= 0, `${where}: minutes`)
    check((rows.line[row] as number) >= 1, `${where}: line`)
    const elided = rows.elided[row] as number
    check(Number.isNaN(elided) || elided >= 0, `${where}: elided`)
  }
  check(rows.pointers.length >= rows.length * POINTERS_PER_GOROUTINE, `dump ${index + 1}: pointers`)
  check(
    goroutines === dump?.goroutines,
    `dump ${index + 1}: ${goroutines} goroutines, ${dump?.goroutines} by its record`,
  )
}

function checkStacks({ stacks, sites }: DumpTables, check: Check): void {
  const frames = stacks.frameFunction.length
  check(stacks.strings[0] === '', 'string 0 is not empty')
  // Bytes that are no UTF-8 all look the same.
  const whole = stacks.strings.filter((text) => !text.includes('\ufffd'))
  check(new Set(whole).size === whole.length, 'equal strings twice')
  for (const column of [stacks.frameFile, stacks.frameLine, stacks.frameFlags])
    check(column.length === frames, 'columns of frames differ in length')
  for (const column of [stacks.frameFunction, stacks.frameFile])
    column.forEach((text) => check(text < stacks.strings.length, `string ${text}`))
  stacks.stackFrame.forEach((frame) => check(frame < frames, `frame ${frame}`))
  sites.forEach((frame) => check(frame < frames, `site at frame ${frame}`))
  check(stacks.stackStart[0] === 0 && stacks.stackStart.at(-1) === stacks.stackFrame.length, 'stacks do not fill')
  const seen = new Set<string>()
  for (let stack = 0; stack + 1 < stacks.stackStart.length; stack++)
    seen.add(stacks.stackFrame.subarray(stacks.stackStart[stack], stacks.stackStart[stack + 1]).join())
  check(seen.size === stacks.stackStart.length - 1, 'equal stacks stored twice')
}

/** Counts agree, figures are within their meaning, totals are those of the events. */
export function validateAllocEvents({ summary, events, allocTables, issues }: ReadResult): void {
  validateIssues(issues)
  const faults: string[] = []
  const check: Check = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  let count = 0
  let bytes = 0
  for (let row = 0; row < events.length; row++) {
    const where = `event ${row + 1}`
    check((events.kind[row] as number) < ALLOC_KINDS.length, `${where}: kind`)
    for (const name of ['pid', 'goroutine', 'size', 'spanClass', 'address'] as const) {
      const value = events[name][row] as number
      check(Number.isNaN(value) || (Number.isSafeInteger(value) && value >= 0), `${where}: ${name} ${value}`)
    }
    check((events.count[row] as number) >= 1, `${where}: count`)
    check((events.text[row] as number) < (allocTables?.texts.length ?? 0), `${where}: text`)
    count += events.count[row] as number
    const size = events.size[row] as number
    if (!Number.isNaN(size)) bytes += size * (events.count[row] as number)
  }
  check((allocTables === null) === (events.length === 0), 'totals without events')
  const total = (name: 'events' | 'bytes'): number =>
    (allocTables?.classes ?? []).reduce((sum, entry) => sum + entry[name], 0)
  check(total('events') === count, `${total('events')} events by class, ${count} events`)
  check(Math.abs(total('bytes') - bytes) <= bytes * 1e-9, `${total('bytes')} bytes by class, ${bytes} in events`)
  check(summary.records === events.length, `${summary.records} records, ${events.length} events`)
  expect(faults).toEqual([])
}

/** Results resolve, values have units. */
export function validateBenchmarks({ summary, benchmarks, issues }: ReadResult): void {
  validateIssues(issues)
  const faults: string[] = []
  for (const { line, name, procs, iterations, values, config } of benchmarks?.results ?? []) {
    const isGood =
      line >= 1 &&
      !/\s/.test(name) &&
      (procs === null || procs > 0) &&
      Number.isSafeInteger(iterations) &&
      config < (benchmarks?.configs.length ?? 0)
    if (!isGood) faults.push(`result of line ${line}`)
    if (values.length === 0 || values.some(({ unit }) => unit === '')) faults.push(`values of line ${line}`)
  }
  if (summary.records !== (benchmarks?.results.length ?? 0)) faults.push(`${summary.records} records`)
  expect(faults).toEqual([])
}
