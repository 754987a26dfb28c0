import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { AppEvent, CaseHandle, OpenedCase } from '../../shared/contract/appCalls.ts'
import type { CaseCallName } from '../../shared/contract/caseCalls.ts'
import type { CaseMode } from '../../shared/contract/messages.ts'
import { CodedError, failed, ok, type Result } from '../../shared/lib/result.ts'
import { CaseProcess } from './CaseProcess.ts'
import type { CaseCall } from './CaseProcess.ts'
import type { RecentCases } from './recentCases.ts'
import type { CasePort } from './ShellServices.ts'

export interface OpenCase {
  info: OpenedCase
  process: CaseProcess
  /** Lets a job process write while the case process holds the lock; null for a read-only case. */
  lockToken: string | null
}

/** Unread answers that are remembered; a window that never fetches them must not fill the memory of ids. */
const KEPT_DATA_IDS = 1_000

/** Calls only the shell itself makes, because they write where it must have asked first. */
const NOT_FOR_WINDOWS: ReadonlySet<CaseCallName> = new Set(['case.saveCopy'])

/** The cases that are open, one process each, and whose bytes a data id names. */
export class OpenCases {
  readonly #open = new Map<CaseHandle, OpenCase>()
  readonly #opening = new Map<string, Promise<OpenCase>>()
  /** The pages that show each case; closed is one that none shows any more. */
  readonly #holders = new Map<CaseHandle, Set<string>>()
  readonly #data = new Map<string, { handle: CaseHandle; id: string }>()
  readonly #spawn: () => CasePort
  readonly #recent: RecentCases
  readonly #emit: (event: AppEvent) => void
  readonly #samplePath: string

  constructor(parts: {
    spawn: () => CasePort
    recent: RecentCases
    emit: (event: AppEvent) => void
    /** Where the sample case lies, or would. */
    samplePath: string
  }) {
    this.#spawn = parts.spawn
    this.#recent = parts.recent
    this.#emit = parts.emit
    this.#samplePath = parts.samplePath
  }

  has(handle: CaseHandle): boolean {
    return this.#open.has(handle)
  }

  /** Throws `case/unknown` for a case that is not open. */
  get(handle: CaseHandle): OpenCase {
    const open = this.#open.get(handle)
    if (!open) throw new CodedError('case/unknown', 'This case is not open (any more).')
    return open
  }

  getWritable(handle: CaseHandle): OpenCase {
    const open = this.get(handle)
    if (open.info.isReadOnly)
      throw new CodedError('case/read-only', 'This case is open for reading only.', { path: open.info.path })
    return open
  }

  /** Opens or creates a case; one that is open already is given again. `path` is absolute. */
  async open(path: string, mode: CaseMode): Promise<OpenCase> {
    const real = await realpath(path).catch(() => path)
    const known = [...this.#open.values()].find(({ info }) => info.path === real)
    if (known && mode !== 'create') return known
    const underWay = this.#opening.get(real)
    if (underWay && mode !== 'create') return underWay
    const opening = this.#start(real, mode)
    this.#opening.set(real, opening)
    try {
      return await opening
    } finally {
      this.#opening.delete(real)
    }
  }

  async call(handle: CaseHandle, call: CaseCall): Promise<Result<unknown>> {
    if (NOT_FOR_WINDOWS.has(call.name)) return failed({ code: 'call/not-for-windows', message: `Use case.saveAs.` })
    const result = await this.get(handle).process.call(call)
    return result.ok ? ok(this.#withOwnDataIds(handle, result.value)) : result
  }

  /** Bytes of an id, once. Null where the id is unknown, was read, or its case is closed. */
  async data(id: string): Promise<Uint8Array | null> {
    const known = this.#data.get(id)
    this.#data.delete(id)
    return known ? ((await this.#open.get(known.handle)?.process.data(known.id)) ?? null) : null
  }

  /** A page shows the case, so it stays open until this page lets it go. */
  hold(handle: CaseHandle, page: string): void {
    if (!this.#open.has(handle)) return
    const holders = this.#holders.get(handle)
    if (holders) holders.add(page)
    else this.#holders.set(handle, new Set([page]))
  }

  /** A page shows the case no more. True where no other does. */
  letGo(handle: CaseHandle, page: string): boolean {
    const holders = this.#holders.get(handle)
    holders?.delete(page)
    return holders === undefined || holders.size === 0
  }

  /** A page is gone. What only it showed stays open: it may be loaded again. */
  leave(page: string): void {
    for (const holders of this.#holders.values()) holders.delete(page)
  }

  async close(handle: CaseHandle): Promise<void> {
    const open = this.get(handle)
    this.#forget(handle)
    const summary = await open.process.close()
    if (summary) await this.#recent.closed(open.info.path, summary)
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled(this.#opening.values())
    await Promise.allSettled([...this.#open.keys()].map((handle) => this.close(handle)))
  }

  async #start(path: string, mode: CaseMode): Promise<OpenCase> {
    const handle = randomBytes(16).toString('hex') as CaseHandle
    const process = new CaseProcess(this.#spawn(), {
      onChanged: (what) => this.#emit({ kind: 'caseChanged', handle, what }),
      onLost: (error) => {
        this.#forget(handle)
        this.#emit({ kind: 'caseLost', handle, error })
      },
    })
    const result = await process.open(path, mode)
    if (!result.ok) {
      await process.close()
      throw new CodedError(result.error.code, result.error.message, result.error.detail)
    }
    const { name, isReadOnly, lockToken } = result.value
    const real = await realpath(path).catch(() => path)
    const isSample = real === (await realpath(this.#samplePath).catch(() => this.#samplePath))
    const open: OpenCase = { info: { handle, name, path: real, isReadOnly, isSample }, process, lockToken }
    this.#open.set(handle, open)
    await this.#recent.opened(real, Date.now())
    return open
  }

  #forget(handle: CaseHandle): void {
    this.#open.delete(handle)
    this.#holders.delete(handle)
    for (const [id, known] of this.#data) if (known.handle === handle) this.#data.delete(id)
  }

  /**
   * Ids of the case process are good inside it only. The window gets random ones, which can not be guessed by another page
   * and lead back to the right process; a result carries at most a few, on its first level.
   */
  #withOwnDataIds(handle: CaseHandle, value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const entries = Object.entries(value)
    if (!entries.some(([, part]) => isDataRef(part))) return value
    return Object.fromEntries(
      entries.map(([key, part]) =>
        isDataRef(part) ? [key, { ...part, id: this.#give(handle, part.id) }] : [key, part],
      ),
    )
  }

  #give(handle: CaseHandle, id: string): string {
    const own = randomBytes(16).toString('hex')
    this.#data.set(own, { handle, id })
    for (const oldest of this.#data.keys()) {
      if (this.#data.size <= KEPT_DATA_IDS) break
      this.#data.delete(oldest)
    }
    return own
  }
}

const isDataRef = (value: unknown): value is { id: string; byteLength: number } =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'byteLength' in value &&
  typeof value.byteLength === 'number'
