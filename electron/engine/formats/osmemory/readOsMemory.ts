// What the operating system says of memory: files of /proc and control groups, the kernel's log of out-of-memory kills, pods as
// kubectl prints them. Which it is the head of the file decides. Kills and descriptions are read as any log is, and so is a file
// whose head shows none of these: recognition found a kill further in.
import { FormatError } from '../FormatError.ts'
import { LogReader, withoutZeros } from '../logs/LogReader.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { FileReader } from './FileReader.ts'
import { PodReader } from './PodReader.ts'
import { osMemoryIn, shapeOf, type OsMemoryShape } from './recognise.ts'

const HEAD = 64 * 1024

const READERS: Record<OsMemoryShape, (output: ReaderOutput, hints: ReaderHints) => SourceReader> = {
  files: (output, hints) => new FileReader(output, hints),
  kernel: (output, hints) => new LogReader(output, hints),
  describe: (output, hints) => new LogReader(output, hints),
  pods: (output) => new PodReader(output),
}

export class OsMemoryReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly hints: ReaderHints
  private reader: SourceReader | null = null
  private head: Uint8Array[] = []
  private headBytes = 0

  constructor(output: ReaderOutput, hints: ReaderHints) {
    this.output = output
    this.hints = hints
  }

  push(chunk: Uint8Array): void {
    if (this.reader !== null) {
      this.reader.push(chunk)
      return
    }
    this.head.push(chunk.slice())
    this.headBytes += chunk.length
    const known = this.hints.head?.() ?? null
    if (known !== null || this.headBytes >= HEAD) this.decide(known)
  }

  finish(): ReadSummary {
    const reader = this.reader ?? this.decide(null)
    const summary = reader.finish()
    if (!(reader instanceof LogReader)) return summary
    if (summary.records === 0)
      throw new FormatError('osmemory/nothing', 'There is no kill of the kernel and no container of a pod in it.', {
        line: 1,
      })
    return withoutZeros(summary)
  }

  private decide(known: Uint8Array | null): SourceReader {
    const head = Buffer.concat(this.head)
    this.head = []
    // Chunks of any size give the same head.
    const start = known ?? head.subarray(0, HEAD)
    const shape = shapeOf(start) ?? (osMemoryIn(start, this.hints.name) === null ? 'kernel' : 'files')
    this.reader = READERS[shape](this.output, this.hints)
    this.reader.push(head)
    return this.reader
  }
}
