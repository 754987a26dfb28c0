import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import type { RecentCase } from '../../shared/contract/appCalls.ts'
import { SPARK_POINTS, type CloseSummary } from '../../shared/contract/messages.ts'
import { readJson, writeJson } from './jsonFile.ts'

/** Cases beyond these are forgotten, the longest unopened first; pinned ones are not counted. */
const KEPT = 40
const MOST_PINNED = 100
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const sentence = v.pipe(v.string(), v.maxLength(2_000))

/** The list is a file people can reach: what is not as this version writes it falls back, what is no entry is left out. */
const Stored = v.object({
  path: v.pipe(v.string(), v.nonEmpty(), v.maxLength(32_768)),
  openedAtMs: v.pipe(v.number(), v.finite()),
  isPinned: v.fallback(v.boolean(), false),
  sources: v.fallback(count, 0),
  headline: v.fallback(v.nullable(v.object({ en: sentence, 'zh-CN': sentence })), null),
  findings: v.fallback(v.object({ critical: count, warning: count, notice: count }), {
    critical: 0,
    warning: 0,
    notice: 0,
  }),
  liveHeap: v.fallback(v.pipe(v.array(v.pipe(v.number(), v.finite(), v.minValue(0))), v.maxLength(SPARK_POINTS)), []),
  service: v.fallback(v.pipe(v.string(), v.maxLength(200)), ''),
  evidenceFromMs: v.fallback(v.nullable(v.pipe(v.number(), v.finite())), null),
})
type Stored = v.InferOutput<typeof Stored>

/** Cases opened lately, newest first, with what their last close said of them. */
export class RecentCases {
  readonly #path: string
  /** Changes are made one after the other, so that two at once can not undo each other. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(userData: string) {
    this.#path = join(userData, 'recent.json')
  }

  async list(): Promise<RecentCase[]> {
    await this.#queue
    return Promise.all(
      (await this.#read()).map(async (entry) => ({
        ...entry,
        name: caseName(entry.path),
        bytes: await stat(entry.path).then(
          ({ size }) => size,
          () => null,
        ),
      })),
    )
  }

  opened(path: string, atMs: number): Promise<void> {
    return this.#change((entries) => {
      const known = entries.find((entry) => entry.path === path)
      const entry: Stored = known ?? {
        path,
        openedAtMs: atMs,
        isPinned: false,
        sources: 0,
        headline: null,
        findings: { critical: 0, warning: 0, notice: 0 },
        liveHeap: [],
        service: '',
        evidenceFromMs: null,
      }
      return bounded([{ ...entry, openedAtMs: atMs }, ...entries.filter((other) => other !== known)])
    })
  }

  closed(path: string, summary: CloseSummary): Promise<void> {
    return this.#change((entries) =>
      entries.map((entry) => {
        if (entry.path !== path) return entry
        // What a case gives is checked like what the file gives: a field that is too long is left out, not the case.
        const parsed = v.safeParse(Stored, { ...entry, ...summary })
        return parsed.success ? parsed.output : entry
      }),
    )
  }

  pin(path: string, isPinned: boolean): Promise<void> {
    return this.#change((entries) => entries.map((entry) => (entry.path === path ? { ...entry, isPinned } : entry)))
  }

  remove(path: string): Promise<void> {
    return this.#change((entries) => entries.filter((entry) => entry.path !== path))
  }

  #change(edit: (entries: Stored[]) => Stored[]): Promise<void> {
    const done = this.#queue.then(async () => writeJson(this.#path, edit(await this.#read())))
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #read(): Promise<Stored[]> {
    const content = await readJson(this.#path)
    if (!Array.isArray(content)) return []
    return content.flatMap((entry) => {
      const parsed = v.safeParse(Stored, entry)
      return parsed.success ? [parsed.output] : []
    })
  }
}

function bounded(entries: readonly Stored[]): Stored[] {
  let unpinned = 0
  let pinned = 0
  return entries.filter(({ isPinned }) => (isPinned ? ++pinned <= MOST_PINNED : ++unpinned <= KEPT))
}

/** A case's name: its file name without the extension. */
export const caseName = (path: string): string => basename(path).replace(/\.heapcase$/i, '')
