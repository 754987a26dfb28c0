// Importing a dump of a million goroutines as the command line does it (issue: at most 20 s and 700 MB), from file to case, and
// what the first questions of the window cost: groups, locks.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { goroutineGroups, lockGroups } from '../../electron/engine/analysis/index.ts'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import type { BenchRow } from './bench.ts'

const GOROUTINES = 1_000_000
/** Handlers of a service with as many endpoints; each waits in several ways. */
const HANDLERS = 400
const CLI = resolve(import.meta.dirname, '../../electron/cli/main.ts')
const WITNESS =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nused "+JSON.stringify({...process.cpuUsage(),rss:process.resourceUsage().maxRSS})))'

export function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  try {
    const dump = join(folder, 'million.txt')
    const path = join(folder, 'm.heapcase')
    writeDump(dump, GOROUTINES)
    const args = [`--import=${WITNESS}`, CLI, 'import', dump, '-o', path, '--no-analyze', '-q']
    const began = performance.now()
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' })
    const wallSeconds = (performance.now() - began) / 1000
    const used = JSON.parse(child.stderr.split('\nused ')[1] ?? 'null') as Record<string, number> | null
    if (child.status !== 0 || !used) throw new Error(`the import ended with ${child.status}: ${child.stderr}`)
    const seconds = ((used.user ?? 0) + (used.system ?? 0)) / 1e6
    const megabytes = statSync(dump).size / 1e6
    const note = `${megabytes.toFixed(0)} MB of text, ${HANDLERS * WAITS.length} stacks`
    return Promise.resolve([
      {
        name: 'Importing a dump of 1 M goroutines: CPU',
        value: seconds,
        unit: 's',
        limit: { atMost: 20 },
        note: `${note}; ${wallSeconds.toFixed(1)} s on the clock, ${(megabytes / seconds).toFixed(0)} MB/s`,
      },
      {
        name: 'Importing a dump of 1 M goroutines: memory',
        value: (used.rss ?? 0) / 1024,
        unit: 'MiB',
        limit: { atMost: 700 },
        note: 'peak of the whole process',
      },
      ...questions(path),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function questions(path: string): BenchRow[] {
  const caseFile = CaseFile.open(path, { mode: 'readOnly' })
  try {
    const [dump] = caseFile.goroutines.dumps()
    if (dump?.goroutines !== GOROUTINES)
      throw new Error(`${dump?.goroutines ?? 0} of ${GOROUTINES} goroutines were kept`)
    const measured = (name: string, ask: () => string): BenchRow => {
      const before = process.cpuUsage()
      const note = ask()
      const { user, system } = process.cpuUsage(before)
      return { name, value: (user + system) / 1000, unit: 'ms', limit: null, note }
    }
    let set: Parameters<typeof lockGroups>[0] | null = null
    const loading = measured('Loading 1 M goroutines', () => {
      const { sourceId, ordinal } = dump
      set = { rows: caseFile.goroutines.rows(sourceId, ordinal), tables: caseFile.goroutines.tables(sourceId) }
      return `${set.rows.length} rows, ${set.tables.stacks.stackStart.length - 1} stacks`
    })
    const loaded = set as unknown as Parameters<typeof lockGroups>[0]
    return [
      loading,
      measured('Grouping 1 M goroutines', () => {
        const { groups } = goroutineGroups(loaded, { foldRuntime: true, byLine: true })
        return `${groups.length} groups`
      }),
      measured('Locks of 1 M goroutines', () => `${lockGroups(loaded, 2).length} addresses`),
    ]
  } finally {
    caseFile.close()
  }
}

/** How a handler waits: status, and the frames above it with `$` for an address of the goroutine's own. */
const WAITS: readonly [status: string, frames: string][] = [
  ['chan receive', ''],
  ['select', ''],
  [
    'IO wait',
    'internal/poll.runtime_pollWait($, 0x72)\n\t/usr/local/go/src/runtime/netpoll.go:351 +0x85\ninternal/poll.(*pollDesc).wait($?, $?, 0x0)\n\t/usr/local/go/src/internal/poll/fd_poll_runtime.go:84 +0x27\nnet.(*conn).Read($, {$?, $?, $?})\n\t/usr/local/go/src/net/net.go:196 +0x45\n',
  ],
  [
    'sync.Mutex.Lock',
    'sync.runtime_SemacquireMutex($?, 0x0?, 0x1?)\n\t/usr/local/go/src/runtime/sema.go:95 +0x25\nsync.(*Mutex).lockSlow(0xc0000a6@8)\n\t/usr/local/go/src/sync/mutex.go:173 +0x15d\nsync.(*Mutex).Lock(...)\n\t/usr/local/go/src/sync/mutex.go:92\n',
  ],
]

/** `text` with every `$` replaced by an address that belongs to the goroutine, every `@` by a digit of its handler. */
function goroutineText(id: number): string {
  const handler = id % HANDLERS
  const [status, above] = WAITS[((id / HANDLERS) % WAITS.length) | 0] as [string, string]
  const address = `0xc${(0x1000_0000 + id * 64).toString(16)}`
  const minutes = id % 7 === 0 ? `, ${1 + (id % 300)} minutes` : ''
  const own =
    `example.com/shop/internal/api.(*Handler${handler}).serve($, {0x7f3a5c0e8f60, $}, $)\n\t/src/shop/internal/api/handler${handler}.go:${40 + (handler % 90)} +0x1d2\n` +
    `example.com/shop/internal/api.(*Router).ServeHTTP(0xc0000a6000, {0x7f3a5c0e8f60, $}, $)\n\t/src/shop/internal/api/router.go:88 +0x2f4\n` +
    `net/http.serverHandler.ServeHTTP({$?}, {0x7f3a5c0e8f60?, $?}, 0x6?)\n\t/usr/local/go/src/net/http/server.go:3210 +0x8e\n` +
    `net/http.(*conn).serve($, {0x9c1d08, 0xc0000b8150})\n\t/usr/local/go/src/net/http/server.go:2092 +0x5d0\n` +
    `created by net/http.(*Server).Serve in goroutine 1\n\t/usr/local/go/src/net/http/server.go:3360 +0x485\n`
  const text = (above + own).replaceAll('$', address).replaceAll('@', (handler % 10).toString(16))
  return `goroutine ${id} [${status}${minutes}]:\n${text}\n`
}

/** A debug=2 text of so many goroutines, as a service with connections that all wait prints it. */
export function writeDump(path: string, goroutines: number): void {
  const file = openSync(path, 'w')
  try {
    writeSync(
      file,
      'goroutine 1 [running]:\nruntime/pprof.writeGoroutineStacks({0x9b5c80, 0xc0000a61c0})\n\t/usr/local/go/src/runtime/pprof/pprof.go:764 +0x6a\nmain.main()\n\t/src/shop/main.go:31 +0x2c5\n\n',
    )
    for (let id = 2; id <= goroutines;) {
      const texts: string[] = []
      for (const end = id + 10_000; id < end && id <= goroutines; id++) texts.push(goroutineText(id))
      writeSync(file, texts.join(''))
    }
  } finally {
    closeSync(file)
  }
}
