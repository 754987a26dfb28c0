// Entries of collectors and log stores in all the ways in which they are written out: GC cycles, stacks and kills in them have their time.
import { describe, expect, it } from 'vitest'
import { cyclesOf, readLog, type ReadResult } from '../../support/readSource.ts'

const START = Date.UTC(2026, 10, 20, 10, 3, 30)
const gc = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 2 P`
const TEXTS = [
  ...Array.from({ length: 6 }, (_, index) => gc(index + 1)),
  ...['panic: boom', '', 'goroutine 1 [running]:', 'main.main()', '\t/app/main.go:10 +0x1d', 'exit status 2'],
  'Memory cgroup out of memory: Killed process 4242 (server) total-vm:1500000kB, anon-rss:500000kB, file-rss:1000kB, shmem-rss:0kB, UID:1000 pgtables:1200kB oom_score_adj:0',
]
const KILL = TEXTS.length - 1
interface Entry {
  text: string
  ms: number
  index: number
}
const ENTRIES: Entry[] = TEXTS.map((text, index) => ({ text, ms: START + 1002 + index * 1000, index }))
const iso = (ms: number): string => new Date(ms).toISOString()
const clock = (ms: number): string => iso(ms).slice(11, 19)
const journal = ({ text, ms, index }: Entry): object => ({
  __CURSOR: `s=abc;i=${index}`,
  __REALTIME_TIMESTAMP: String(ms * 1000),
  _PID: '77',
  MESSAGE: text,
})
const google = ({ text, ms, index }: Entry): object => ({
  insertId: `x${index}`,
  resource: { labels: { container_name: 'c' }, type: 'k8s_container' },
  textPayload: text,
  timestamp: iso(ms),
  receiveTimestamp: iso(ms + 900),
})
const perEntry =
  (write: (entry: Entry) => string) =>
  (entries: Entry[]): string =>
    entries.map(write).join('')
const loki = (entries: Entry[]): object => ({
  status: 'success',
  data: {
    resultType: 'streams',
    result: [{ stream: { app: 'x' }, values: entries.map(({ text, ms }) => [`${ms}000000`, text]) }],
  },
})

/** How they are written, and by how much their time is known. */
const FORMS: Readonly<Record<string, [write: (entries: Entry[]) => string, errorMs: number]>> = {
  'journalctl -o export': [
    perEntry(
      (entry) =>
        `${Object.entries(journal(entry))
          .map(([name, value]) => `${name}=${String(value)}\n`)
          .join('')}\n`,
    ),
    2,
  ],
  'journalctl -o verbose': [
    perEntry(
      ({ text, ms, index }) =>
        `Fri 2026-11-20 ${clock(ms)}.002000 UTC [s=abc;i=${index};b=1]\n    PRIORITY=6\n    _PID=77\n    MESSAGE=${text}\n`,
    ),
    2,
  ],
  'journalctl -o json': [perEntry((entry) => `${JSON.stringify(journal(entry))}\n`), 2],
  'journalctl -o json-pretty': [perEntry((entry) => `${JSON.stringify(journal(entry), null, '\t')}\n`), 2],
  'journalctl -o json-sse': [perEntry((entry) => `data: ${JSON.stringify(journal(entry))}\n\n`), 2],
  'journalctl -o short-unix': [perEntry(({ text, ms }) => `${(ms / 1000).toFixed(6)} h1 srv[77]: ${text}\n`), 2],
  'journalctl -o short-full': [
    perEntry(({ text, ms }) => `Fri 2026-11-20 ${clock(ms)} UTC h1 srv[77]: ${text}\n`),
    502,
  ],
  'aws logs as JSON': [
    (entries) =>
      `${JSON.stringify({ events: entries.map(({ text, ms }) => ({ logStreamName: 's', timestamp: ms, message: text, ingestionTime: ms + 500 })) }, null, 4)}\n`,
    2,
  ],
  'aws logs as text': [perEntry(({ text, ms, index }) => `EVENTS\t${index}\t${ms + 500}\ts1\t${text}\t${ms}\n`), 2],
  'aws logs of one stream as text': [perEntry(({ text, ms }) => `EVENTS\t${ms + 500}\t${text}\t${ms}\n`), 2],
  'gcloud as JSON': [(entries) => `${JSON.stringify(entries.map(google), null, 2)}\n`, 2],
  'gcloud as YAML': [
    perEntry(
      ({ text, ms, index }) =>
        `---\ninsertId: x${index}\ntextPayload: ${JSON.stringify(text)}\ntimestamp: '${iso(ms)}'\n`,
    ),
    2,
  ],
  'Loki, line by line': [(entries) => `${JSON.stringify(loki(entries), null, 2)}\n`, 2],
  'lines with nanoseconds in a string': [
    perEntry(({ text, ms }) => `${JSON.stringify({ ts: `${ms}000000`, line: text })}\n`),
    2,
  ],
  'ms since 1970': [perEntry(({ text, ms }) => `${ms} ${text}\n`), 2],
  TAI64N: [
    perEntry(
      ({ text, ms }) =>
        `@40000000${(Math.floor(ms / 1000) + 10).toString(16)}${((ms % 1000) * 1e6).toString(16).padStart(8, '0')} ${text}\n`,
    ),
    13_502,
  ],
  docker: [perEntry(({ text, ms }) => `${JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: iso(ms) })}\n`), 2],
  CRI: [perEntry(({ text, ms }) => `${iso(ms)} stderr F ${text}\n`), 2],
  'kubectl --timestamps': [perEntry(({ text, ms }) => `${iso(ms)} ${text}\n`), 2],
}

const seen = (result: ReadResult): unknown => ({
  cycles: cyclesOf(result).map(({ number }) => number),
  lives: result.summary.lives,
  goroutines: result.goroutines.map(({ length }) => length),
  kills: result.oomEvents,
  issues: result.issues,
})

describe.each(Object.entries(FORMS))('%s', (_name, [write, errorMs]) => {
  const text = write(ENTRIES)

  it('tells when its lines were written', () => {
    const result = readLog(text)
    expect(result.issues).toEqual([])
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(result.goroutines.map(({ length }) => length)).toEqual([1])
    const [life] = result.summary.lives
    expect(Math.abs((life?.startMs ?? 0) - START)).toBeLessThanOrEqual(errorMs)
    expect(life?.startErrorMs).toBeLessThanOrEqual(errorMs)
    expect(result.oomEvents).toHaveLength(1)
    expect(Math.abs((result.oomEvents[0]?.atMs ?? 0) - (START + 1002 + KILL * 1000))).toBeLessThanOrEqual(errorMs)
    const { firstMs = 0, lastMs = 0 } = result.summary.lineTimes ?? {}
    expect(Math.abs(lastMs - firstMs - KILL * 1000)).toBeLessThan(2)
  })

  it.each([1, 7, 1000])('is the same in chunks of %d', (chunk) => {
    expect(seen(readLog(text, { chunk }))).toEqual(seen(readLog(text)))
  })
})

it.each(['gcloud as JSON', 'gcloud as YAML', 'journalctl -o export'])('%s, the newest entry first', (name) => {
  const cycles = ENTRIES.slice(0, 6)
  const text = FORMS[name]?.[0](cycles.toReversed()) ?? ''
  for (const chunk of [undefined, 1, 7, 1000])
    expect(readLog(text, { ...(chunk && { chunk }) }).summary.lives).toMatchObject([{ firstCycle: 1, lastCycle: 6 }])
})

it('lines that look like entries over several lines and are none stay what they are', () => {
  const text = `{\n"a": 1\n}\n---\n${gc(1)}\n[\n${gc(2)}\n{\n  "b": [\n${gc(3)}\n__CURSOR=x\n${gc(4)}\n`
  for (const chunk of [undefined, 1, 7, 1000]) {
    const result = readLog(text, { ...(chunk && { chunk }) })
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2, 3, 4])
    expect(result.summary.counts).toMatchObject({ lines: 12, gc_lines_complete: 4 })
  }
})
