// A case process: holds one open case and answers the calls about it, in the order they come.
import type { CaseCallName } from '../../shared/contract/caseCalls.ts'
import { SPARK_POINTS } from '../../shared/contract/messages.ts'
import type { CaseMode, CloseSummary, FromCaseProcess, ToCaseProcess } from '../../shared/contract/messages.ts'
import { assertNever } from '../../shared/lib/assertNever.ts'
import { failed, ok, toCallError } from '../../shared/lib/result.ts'
import type { Result } from '../../shared/lib/result.ts'
import { CaseFile } from '../engine/casefile/CaseFile.ts'
import { caseOverview, countFindings } from '../engine/jobs/overview.ts'
import { CaseContext } from './CaseContext.ts'
import { createHandlers } from './handlers/index.ts'
import type { CaseHandlers } from './handlers/index.ts'
import type { ParentPort } from './port.ts'

export type CasePort = ParentPort<FromCaseProcess, ToCaseProcess>

/** Serves the port until `close` or until the shell has gone; then closes the case cleanly and calls `exit`. */
export function serveCase(port: CasePort, exit: () => void): void {
  let open: { context: CaseContext; handlers: CaseHandlers } | null = null

  function openCase(path: string, mode: CaseMode): void {
    if (open) return
    try {
      const caseFile = mode === 'create' ? CaseFile.create(path) : CaseFile.open(path, { mode })
      const context = new CaseContext(caseFile, (what) => port.post({ kind: 'changed', what }))
      open = { context, handlers: createHandlers(context) }
      const { name, isReadOnly, lockToken } = caseFile
      port.post({ kind: 'opened', result: ok({ name, isReadOnly, lockToken }) })
    } catch (thrown) {
      port.post({ kind: 'opened', result: failed(toCallError(thrown)) })
    }
  }

  async function answer({ request, name, params, asker }: Extract<ToCaseProcess, { kind: 'call' }>): Promise<void> {
    const askers = open?.context.askers
    const signal = askers?.begin(asker)
    const result = await callHandler(open?.handlers ?? null, name, params, signal)
    askers?.end(asker, signal)
    port.post({ kind: 'answer', request, result })
  }

  async function close(): Promise<void> {
    const closing = open
    open = null
    closing?.context.data.clear()
    closing?.context.askers.dropAll()
    const summary = closing ? closeSummary(closing.context.caseFile) : NOTHING
    try {
      closing?.context.caseFile.close()
    } catch (thrown) {
      // Everything is committed; what failed is only tidying up, and the next open does it again.
      console.error(toCallError(thrown).message)
    }
    port.post({ kind: 'closed', summary })
    await port.flushed()
    exit()
  }

  port.onMessage((message) => {
    switch (message.kind) {
      case 'open':
        openCase(message.path, message.mode)
        return
      case 'call':
        void answer(message)
        return
      case 'data': {
        const send = (bytes: Uint8Array | null): void =>
          port.post({ kind: 'dataAnswer', request: message.request, bytes })
        if (open) open.context.data.send(message.id, send)
        else send(null)
        return
      }
      case 'changed':
        open?.context.forget()
        return
      case 'close':
        void close()
        return
      default:
        assertNever(message)
    }
  })
  port.onClose(() => void close())
}

/** The answer to one call; whatever a handler throws becomes an error for people. */
export async function callHandler(
  handlers: CaseHandlers | null,
  name: CaseCallName,
  params: unknown,
  signal?: AbortSignal,
): Promise<Result<unknown>> {
  if (!handlers) return failed({ code: 'case/not-open', message: 'The case is not open.' })
  if (!Object.hasOwn(handlers, name)) return failed({ code: 'call/unknown', message: `There is no call ${name}.` })
  try {
    // The shell has checked the params against the schema of exactly this name.
    return ok(await (handlers[name] as (params: unknown, signal?: AbortSignal) => unknown)(params, signal))
  } catch (thrown) {
    return failed(toCallError(thrown))
  }
}

const NOTHING: CloseSummary = {
  sources: 0,
  headline: null,
  findings: { critical: 0, warning: 0, notice: 0 },
  liveHeap: [],
  service: '',
  evidenceFromMs: null,
}

/** What the recent list shows until the case is opened again. */
function closeSummary(caseFile: CaseFile): CloseSummary {
  try {
    const findings = caseFile.findings.list()
    const { critical, warning, notice } = countFindings(findings)
    const headline = findings.find(({ isStale, verdict }) => !isStale && verdict?.kind !== 'dismissed')
    return {
      sources: caseFile.sources.list().length,
      headline: headline ? { ...headline.claim } : null,
      findings: { critical, warning, notice },
      liveHeap: longestLiveHeap(caseFile),
      service: caseFile.report.get().service,
      evidenceFromMs: caseOverview(caseFile).range?.from ?? null,
    }
  } catch {
    return NOTHING // a damaged case is closed all the same
  }
}

function longestLiveHeap(caseFile: CaseFile): number[] {
  const [longest] = caseFile.lives.list().sort((a, b) => b.durationNs - a.durationNs)
  return longest ? caseFile.gcCycles.liveHeapSample(longest.id, SPARK_POINTS) : []
}
