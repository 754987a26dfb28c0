// Files of /proc and of control groups, one or many in one text: lines go to SystemFiles, figures become series.
import { FormatError } from '../FormatError.ts'
import { LineSplitter } from '../lines.ts'
import { ScrapePlacer } from '../metrics/ScrapePlacer.ts'
import { SeriesTable } from '../metrics/SeriesTable.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { SystemFiles } from './SystemFiles.ts'

const decoder = new TextDecoder()

export class FileReader implements SourceReader {
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly files: SystemFiles
  private readonly splitter: LineSplitter

  constructor(output: ReaderOutput, hints: ReaderHints) {
    this.table = new SeriesTable(output)
    this.placer = new ScrapePlacer(this.table, output, hints)
    this.files = new SystemFiles(this.table, this.placer, output, hints)
    this.splitter = new LineSplitter(
      (bytes, from, to, line) => this.files.line(decoder.decode(bytes.subarray(from, to)), line),
      hints.lineOf,
    )
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk)
  }

  finish(): ReadSummary {
    this.splitter.finish()
    this.files.finish()
    const { placement, axis } = this.placer.finish()
    this.files.giveSnapshots()
    this.table.finish()
    const { mappings } = this.files
    const { points, definitions } = this.table
    if (points + mappings === 0)
      throw new FormatError(
        'osmemory/nothing',
        'Nothing in it could be read as memory of a process, container or machine.',
        { line: 1 },
      )
    const [first] = [...this.files.variants].sort(([, a], [, b]) => b - a)
    return {
      counts: { lines: this.splitter.lines, series: definitions.length, points, ...(mappings > 0 && { mappings }) },
      variant: first?.[0] ?? null,
      lives: [],
      placement,
      records: points + mappings,
      seriesAxis: axis,
    }
  }
}
