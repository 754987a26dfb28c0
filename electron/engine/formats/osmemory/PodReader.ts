// Pods as `kubectl get pod -o json` or `-o yaml` prints them: one document, held whole.
import type { WallPlacement } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { coverTimes } from './DescribeLines.ts'
import { decodeText } from '../decodeText.ts'
import { containersOf, readYaml } from './podStatus.ts'

/** A list of all pods of a cluster fits. */
const MAX_BYTES = 64 * 1024 * 1024
const LF = 10

export class PodReader implements SourceReader {
  private readonly output: ReaderOutput
  private held: Uint8Array[] = []
  private heldBytes = 0

  constructor(output: ReaderOutput) {
    this.output = output
  }

  push(chunk: Uint8Array): void {
    this.heldBytes += chunk.length
    if (this.heldBytes > MAX_BYTES)
      throw new FormatError(
        'osmemory/too-large',
        `The list of pods is larger than ${MAX_BYTES / 1_048_576} MiB, which is the limit.`,
        { byte: MAX_BYTES },
      )
    this.held.push(chunk.slice())
  }

  finish(): ReadSummary {
    const bytes = Buffer.concat(this.held)
    this.held = []
    const found = containersOf(documentIn(decodeText(bytes)))
    const containers = found?.containers ?? []
    if (found === null || containers.length === 0)
      throw new FormatError('osmemory/nothing', 'There is no container of a pod in it.', { line: 1 })
    let placement: WallPlacement | null = null
    for (const container of containers) {
      placement = coverTimes(placement, container)
      this.output.containerState?.(container)
    }
    let lines = 0
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++
    return {
      counts: {
        lines: lines + (bytes.length > 0 && bytes.at(-1) !== LF ? 1 : 0),
        pods: found.pods,
        containers: containers.length,
      },
      variant: 'pod',
      lives: [],
      placement,
      records: containers.length,
    }
  }
}

function documentIn(text: string): unknown {
  if (!/^\s*\{/.test(text)) return readYaml(text)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new FormatError(
      'osmemory/broken-json',
      'The list of pods is no whole JSON document: it was cut or damaged.',
      { line: 1 },
    )
  }
}
