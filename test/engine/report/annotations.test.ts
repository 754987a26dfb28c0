import { describe, expect, it } from 'vitest'
import { buildReport, reportHtml, reportMarkdown } from '../../../electron/engine/report/index.ts'
import type { ReportInput } from '../../../electron/engine/report/index.ts'
import type {
  AnnotationAnchor,
  AnnotationId,
  FindingKey,
  PlacedAnnotation,
  TimeRange,
} from '../../../shared/records/index.ts'
import { START_MS } from './names.ts'
import { builtInput } from './support.ts'

const wall = (from: number, to = from): TimeRange => ({
  axis: { kind: 'wall' },
  from: START_MS + from,
  to: START_MS + to,
})

function noted(notes: readonly (Partial<PlacedAnnotation> & { anchor: AnnotationAnchor })[], language = 'en' as const) {
  const input = builtInput(language)
  const annotations = notes.map((note, index): PlacedAnnotation => ({
    id: (index + 1) as AnnotationId,
    text: `note ${index + 1}`,
    tags: [],
    colour: 'neutral',
    author: 'Ada',
    createdAtMs: START_MS,
    updatedAtMs: START_MS,
    at: null,
    ...note,
  }))
  return { ...input, annotations }
}
const timeline = (input: ReportInput): string => {
  const document = buildReport(input)
  const section = document.sections.find(({ id }) => id === 'timeline')
  return reportMarkdown({ ...document, sections: section ? [section] : [] })
}
/** Rows of the events' table that come from annotations. */
const events = (input: ReportInput): string[] =>
  timeline(input)
    .split('\n')
    .filter((line) => line.includes('annotation A-'))
const notesOf = (input: ReportInput): string => timeline(input).split('Notes of the investigators')[1] ?? ''

describe('annotations in the report', () => {
  it('on the wall clock are events, with what they are about, in the order of time', () => {
    const { id: lifeId } = builtInput().lives[1]!.life
    const input = noted([
      {
        anchor: { kind: 'gcCycle', lifeId, number: 7, range: null },
        at: wall(47_000, 47_012),
        text: 'first long pause',
      },
      { anchor: { kind: 'range', range: wall(42_000) }, at: wall(42_000), text: 'release', colour: 'incident' },
    ])
    expect(events(input).map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/\(a\) release \| annotation A-2, Ada/),
      expect.stringMatching(
        /\(b\) first long pause – about gc 7 of .*checkout\.log.*, S-01, for 12\.0.ms \| annotation A-1, Ada/,
      ),
    ])
    expect(notesOf(input)).toBe('')
  })

  it('beyond the letters of the drawings are still events, and incident ones keep their flag', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      anchor: { kind: 'range' as const, range: wall(1000 * index) },
      at: wall(1000 * index),
      colour: index === 39 ? ('incident' as const) : ('neutral' as const),
    }))
    const rows = events(noted(many))
    expect([rows.length, rows.filter((row) => /\| \([a-z]\) /.test(row)).length]).toEqual([40, 26])
    expect(rows.at(-1)).toContain('(z) note 40')
  })

  it('of every other kind are told in full below the events', () => {
    const source = builtInput().sources[0]!.id
    const [finding] = builtInput().findings
    const { id: lifeId } = builtInput().lives[0]!.life
    const text = notesOf(
      noted([
        { anchor: { kind: 'function', name: 'session.(*Store).Put', sourceId: source }, tags: ['leak'] },
        { anchor: { kind: 'stack', frames: ['a.Leaf', 'b.Caller'], sourceId: null } },
        { anchor: { kind: 'source', sourceId: source } },
        { anchor: { kind: 'lines', sourceId: source, from: 3, to: 9, range: null } },
        { anchor: { kind: 'entity', type: 'goroutine', key: '17', name: '17', sourceId: source, range: null } },
        { anchor: { kind: 'entity', type: 'ofALaterVersion', key: 'k', name: 'K', sourceId: null, range: null } },
        { anchor: { kind: 'finding', key: 'gone' as FindingKey } },
        {
          anchor: { kind: 'range', range: { axis: { kind: 'life', lifeId }, from: 5, to: 9 } },
          at: { axis: { kind: 'life', lifeId }, from: 5, to: 9 },
        },
        { anchor: { kind: 'range', range: wall(1000) }, at: wall(1000), text: 'first line\n\n- second' },
        { anchor: { kind: 'finding', key: finding!.key }, text: 'told with its finding' },
      ]),
    )
    for (const wanted of [
      /A-1, Ada.*About `session\.\(\*Store\)\.Put`, S-01.*#leak/,
      /A-2, Ada.*About `a\.Leaf`, called by `b\.Caller`/,
      /A-3, Ada.*About S-01 .*checkout\.log/,
      /A-4, Ada.*About lines 3 – 9, S-01/,
      /A-5, Ada.*About goroutine `17`, S-01/,
      /A-6, Ada.*About ofALaterVersion `K`/,
      /A-7, Ada.*About a finding/,
      /\(b\) A-8, Ada.*At \+5\.00.ms of .*checkout\.log.* for 4\.00.ms/,
      /\(a\) A-9, Ada/,
    ])
      expect(text.replaceAll('**', '').replaceAll(/\[(S-\d+)\]\([^)]*\)/g, '$1')).toMatch(wanted)
    expect(text).toContain('- second')
    expect(text).not.toContain('told with its finding')
  })

  it('of a dismissed or left-out finding are not lost', () => {
    const [finding] = builtInput().findings
    const input = noted([{ anchor: { kind: 'finding', key: finding!.key }, text: 'why we left it out' }])
    const left = { ...input, settings: { ...input.settings, excludedFindings: [finding!.key] } }
    expect([notesOf(input).includes('why we left'), notesOf(left).includes('why we left')]).toEqual([false, true])
  })

  it('that are hostile stay text in HTML and Markdown', () => {
    const bad = '<img src=x onerror=alert(1)>'
    const input = noted([
      { anchor: { kind: 'range', range: wall(1) }, at: wall(1), text: bad, tags: [bad], author: bad },
      { anchor: { kind: 'stack', frames: [bad, bad], sourceId: null }, text: `[x](javascript:alert(1)) ${bad}` },
      { anchor: { kind: 'entity', type: 'series', key: bad, name: bad, sourceId: null, range: null }, text: bad },
    ])
    expect(reportHtml(buildReport(input), { subsets: [] })).not.toMatch(/<img|href="javascript/)
    // In a code span it is text as it stands.
    expect(reportMarkdown(buildReport(input)).replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/(?<!\\)<img/)
  })
})

describe('checklists in the report', () => {
  it('name what was not collected, why it matters and the command, each once', () => {
    const input: ReportInput = {
      ...builtInput(),
      checklists: [
        { template: 'memoryGrows', addedAtMs: 0, marks: { smaps: 'cannot', settings: 'have' } },
        { template: 'oomKill', addedAtMs: 1, marks: {} },
        { template: 'ofALaterVersion', addedAtMs: 2, marks: {} },
      ],
    }
    const text = reportMarkdown(buildReport(input))
    const table = text.split('What was not collected')[1]?.split('\n#')[0] ?? ''
    expect(table).toMatch(/smaps\\_rollup and status of the process \(could not be collected\)/)
    expect(table.match(/cgroup memory/g)).toHaveLength(1)
    expect(table).toContain('memory.events')
    expect(table).not.toMatch(/GOGC, GOMEMLIMIT and|Heap profile, twice/)
    expect(text).toMatch(/Memory keeps growing: 3 of 7 captures/)
    expect(reportMarkdown(buildReport(builtInput()))).not.toContain('What was not collected')
  })
})
