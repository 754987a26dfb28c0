import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import type { RecentCase } from '../../shared/contract/appCalls.ts'
import type { CloseSummary } from '../../shared/contract/messages.ts'
import { readJson, writeJson } from './jsonFile.ts'

const KEPT = 20
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const Stored = v.object({
  path: v.pipe(v.string(), v.nonEmpty()),
  openedAtMs: v.number(),
  sources: v.fallback(count, 0),
  headline: v.fallback(v.nullable(v.object({ en: v.string(), 'zh-CN': v.string() })), null),
  findings: v.fallback(v.object({ critical: count, warning: count, notice: count }), {
    critical: 0,
    warning: 0,
    notice: 0,
  }),
})
type Stored = v.InferOutput<typeof Stored>

/** Cases opened lately, newest first, with what their last close said of them. Unreadable entries are left out. */
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
        sources: 0,
        headline: null,
        findings: { critical: 0, warning: 0, notice: 0 },
      }
      return [{ ...entry, openedAtMs: atMs }, ...entries.filter((other) => other !== known)].slice(0, KEPT)
    })
  }

  closed(path: string, summary: CloseSummary): Promise<void> {
    return this.#change((entries) =>
      entries.map((entry) =>
        entry.path === path
          ? { ...entry, sources: summary.sources, headline: summary.headline, findings: summary.findings }
          : entry,
      ),
    )
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

/** A case's name: its file name without the extension. */
export const caseName = (path: string): string => basename(path).replace(/\.heapcase$/i, '')
