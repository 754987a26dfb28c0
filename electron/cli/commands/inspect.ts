import { inspectFile } from '../../engine/formats/index.ts'
import type { Inspection } from '../../engine/formats/index.ts'
import { EXIT, UsageError } from '../command.ts'
import type { Command } from '../command.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'FILE [--json]',
  help: `
Shows what the readers make of one file, without a case: its kind and version, what was counted, what could not be read and
where. The same readers import. Exit code 0 when the file was read, 1 when it was refused; the reason is in "error".

With --json: { kind, version, facts, records, issues, error }. facts of a gctrace log: lines, gc_lines_complete, forced, …; of a
profile: sample_types, samples, totals, locations, functions, mappings, period, …. records: rows of what the runtime prints
beside its GC cycles, by table (scavenges, pacerCycles, schedSnapshots, …).`,
  options: {},

  async run({ terminal, resolvePath }, _values, paths) {
    const [path, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name one file')
    const inspection = withFile(await inspectFile(resolvePath(path)), path)
    const exitCode = inspection.error ? EXIT.notTaken : EXIT.ok
    if (terminal.isJson) {
      terminal.json(inspection)
      return exitCode
    }
    const { kind, version, facts, records, issues, error } = inspection
    terminal.print(`${terminal.style('kind', 'dim')}     ${kind ?? 'not recognised'}`)
    if (version !== null) terminal.print(`${terminal.style('version', 'dim')}  ${version}`)
    for (const [name, value] of Object.entries(facts)) {
      terminal.print(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    }
    for (const [table, rows] of Object.entries(records)) terminal.print(`  rows of ${table}: ${rows}`)
    for (const { severity, code, message, at, count } of issues) {
      const place = at.line !== undefined ? ` line ${at.line}` : at.byte !== undefined ? ` byte ${at.byte}` : ''
      terminal.print(`${severity}  ${code}${place}  ${message}${count > 1 ? ` (${count} times)` : ''}`)
    }
    if (error) terminal.error(`${path}: ${error.message} [${error.code}]`)
    return exitCode
  },
}

/** An error names the file it is about, also far from the command that asked. */
const withFile = (inspection: Inspection, file: string): Inspection => {
  const { error } = inspection
  return error ? { ...inspection, error: { ...error, detail: { file, ...error.detail } } } : inspection
}
