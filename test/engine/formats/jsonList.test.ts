// Entries of a log as log stores export them: many on one line, or one object over several lines.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixturePath } from '../../support/corpus.ts'
import { readDumps, readSource } from '../../support/readSource.ts'

const DUMP = readFileSync(fixturePath('goroutine', 'go1.25.12-fatal.repanic.txt'), 'utf8').trimEnd().split('\n')
const GC = [1, 2, 3].map(
  (cycle) =>
    `gc ${cycle} @0.00${cycle}s 2%: 0.01+0.2+0.01 ms clock, 0.02+0.1/0.1/0+0.02 ms cpu, 4->4->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P`,
)
const AT = Date.UTC(2026, 10, 21)
const FORMS: Readonly<Record<string, (lines: string[]) => string>> = {
  'an array of objects': (lines) => JSON.stringify(lines.map((textPayload, at) => ({ textPayload, at: AT + at }))),
  'an array of objects, over many lines': (lines) =>
    JSON.stringify(
      lines.map((textPayload) => ({ insertId: 'a', labels: [{ key: 'b' }], textPayload })),
      null,
      2,
    ),
  Elasticsearch: (lines) =>
    JSON.stringify({
      took: 5,
      hits: {
        total: { value: lines.length },
        hits: lines.map((message, at) => ({ _id: String(at), _source: { tags: [{ name: 'x' }], message } })),
      },
    }),
  CloudWatch: (lines) => JSON.stringify({ events: lines.map((message, at) => ({ timestamp: AT + at, message })) }),
  'CloudWatch, over many lines': (lines) =>
    JSON.stringify({ events: lines.map((message, at) => ({ timestamp: AT + at, message })) }, null, 4),
  Loki: (lines) =>
    JSON.stringify({
      status: 'success',
      data: {
        resultType: 'streams',
        result: [{ stream: { app: 'x' }, values: lines.map((line, at) => [`${AT + at}000000`, line]) }],
      },
    }),
}

/** Functions of all frames, in the order they came. */
function functionsOf(text: string, chunk?: number): string[] {
  const stacks = readDumps(text, chunk === undefined ? {} : { chunk }).dumps?.stacks
  return Array.from(stacks?.frameFunction ?? [], (name) => stacks?.strings[name] ?? '')
}
const cyclesOf = (text: string): number[] => {
  const { lives } = readSource('gctrace', Buffer.from(text))
  return [...(lives[0]?.number.subarray(0, lives[0].length) ?? [])]
}

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  it('has every line of a dump', () => {
    const functions = functionsOf(`${DUMP.join('\n')}\n`)
    expect(functions.length).toBeGreaterThan(2)
    const text = `${form(DUMP)}\n`
    expect(functionsOf(text)).toEqual(functions)
    for (const chunk of [1, 7, 1000]) expect(functionsOf(text, chunk), `chunks of ${chunk}`).toEqual(functions)
    // The brackets between entries of an object over many lines stand in a message of several, too.
    const firstLine = (said: string): string | undefined => readDumps(said).dumps?.dumps[0]?.message?.split('\n')[0]
    expect(firstLine(text)).toBe(firstLine(DUMP.join('\n')))
  })

  it('has every GC cycle, none put together from two', () => {
    expect(cyclesOf(`${form(GC)}\n`)).toEqual([1, 2, 3])
    expect(readSource('gctrace', Buffer.from(`${form(GC)}\n`)).issues).toEqual([])
  })
})

it('an entry with lists of its own stays one entry', () => {
  const entry = { level: 'info', message: GC[0], items: [{ message: 'a' }, { message: 'b' }], more: 'x'.repeat(300) }
  expect(cyclesOf(`${JSON.stringify(entry)}\n`)).toEqual([1])
})

it('brackets without end, or too deep, give nothing and take no longer', () => {
  for (const text of ['[{', '[[', '{"hits":[', '[{"message":"', '[["1700753779000000000","'])
    expect(() => readSource('gctrace', Buffer.from(`${text.repeat(60_000)}\n`))).not.toThrow()
})

it('an entry is no list for a number or an object under such a name', () => {
  for (const more of [{ items: 3 }, { values: { a: 1 } }, { events: [1, 2] }, { results: [{ note: 'b' }] }]) {
    const entry = { ...more, level: 'info', message: GC[0], padding: 'x'.repeat(300) }
    expect(cyclesOf(`${JSON.stringify(entry)}\n`), JSON.stringify(more)).toEqual([1])
  }
})
