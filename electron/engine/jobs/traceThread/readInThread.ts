// The thread's side: a reader as it is elsewhere, whose calls become messages.
import type { MessagePort } from 'node:worker_threads'
import { CodedError } from '../../../../shared/lib/result.ts'
import type { TraceEventColumns, TraceSink, TraceTables } from '../../../../shared/records/index.ts'
import { FormatError } from '../../formats/FormatError.ts'
import { GotraceReader } from '../../formats/gotrace/readGotrace.ts'
import { UnpackingReader } from '../../formats/packed.ts'
import type { ReaderOutput } from '../../formats/index.ts'
import { ChunkRing } from './ChunkRing.ts'
import type { FromThread, TablesNow, Thrown, ToThread } from './messages.ts'
import { TablesTeller } from './TablesTeller.ts'

/** Reads what comes through `port`, until its end or a fault; both close the port, which ends the thread. */
export function readInThread(port: MessagePort, memory: SharedArrayBuffer): void {
  const post = (message: FromThread, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved)
  const output: ReaderOutput = {
    trace: tellingSink(new ChunkRing(memory), post),
    issue: (issue) => post({ kind: 'issue', issue }),
  }
  const reader = new UnpackingReader(new GotraceReader(output), 'gotrace', output)
  const answer = (message: ToThread): void => {
    if (message.kind === 'end') {
      post({ kind: 'summary', summary: reader.finish() })
      return port.close()
    }
    const { buffer, length } = message
    reader.push(new Uint8Array(buffer, 0, length))
    post({ kind: 'taken', buffer }, [buffer])
  }
  port.on('message', (message: ToThread) => {
    try {
      answer(message)
    } catch (thrown) {
      post({ kind: 'failed', thrown: told(thrown) })
      port.close()
    }
  })
}

function tellingSink(ring: ChunkRing, post: (message: FromThread, moved?: ArrayBuffer[]) => void): TraceSink {
  let teller: TablesTeller | null = null
  const now = (): TablesNow => (teller as TablesTeller).now()
  return {
    begin({ tables, ...trace }: { header: string; version: number; family: 'v1' | 'v2'; tables: TraceTables }) {
      teller = new TablesTeller(tables)
      post({ kind: 'begin', ...trace, tables: now() })
    },
    generation: (generation) => post({ kind: 'generation', generation, tables: now() }),
    events(chunk: TraceEventColumns) {
      const { length } = chunk
      post({ kind: 'events', slot: ring.put(chunk), length, tables: now() })
    },
    generationEnd: () => post({ kind: 'generationEnd', tables: now() }),
    end({ tables: _, ...end }) {
      const told = now()
      for (const table of ['goroutines', 'tasks'] as const)
        for (const ids of teller?.idsOf(table) ?? []) post({ kind: 'ids', table, ids }, [ids.buffer])
      post({ kind: 'end', end, tables: told })
    },
  }
}

function told(thrown: unknown): Thrown {
  if (thrown instanceof FormatError)
    return { kind: 'format', code: thrown.code, message: thrown.message, at: thrown.at }
  if (thrown instanceof CodedError)
    return { kind: 'coded', code: thrown.code, message: thrown.message, detail: thrown.detail }
  return { kind: 'other', thrown: thrown instanceof Error ? thrown : String(thrown) }
}
