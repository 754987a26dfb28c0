import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAPTURES, captureOf } from '../../shared/collecting/captures.ts'
import { ENVIRONMENT, ENVIRONMENTS } from '../../shared/collecting/environments.ts'
import { checklistProgress } from '../../shared/collecting/progress.ts'
import { beforeCommand, captureCommand, collectScript, prepareCommand } from '../../shared/collecting/script.ts'
import { TEMPLATES } from '../../shared/collecting/templates.ts'
import { LANGUAGES } from '../../shared/lib/localText.ts'
import type { CaseChecklist, SourceKind } from '../../shared/records/index.ts'

const hasShell = existsSync('/bin/sh')
const all = CAPTURES.map(({ id }) => id)
/** Tries to get out of every kind of quotes; `>` needs no program. */
const HOSTILE = `x"; > PWNED; "'; > PWNED; '$(> PWNED)\`> PWNED\`\\`
const hostileValues = (id: (typeof ENVIRONMENTS)[number]): Record<string, string> =>
  Object.fromEntries(ENVIRONMENT[id].variables.map(({ name }) => [name, HOSTILE]))

/** Variables that stand outside of double quotes, command substitutions inside quotes taken apart. */
function unquoted(command: string): string[] {
  const found: string[] = []
  const inQuotes = [false]
  for (let at = 0; at < command.length; at++) {
    const top = inQuotes.length - 1
    if (command[at] === "'" && !inQuotes[top]) at = command.indexOf("'", at + 1)
    else if (command[at] === '"') inQuotes[top] = !inQuotes[top]
    else if (command.startsWith('$(', at)) inQuotes.push(false)
    else if (command[at] === ')' && top > 0 && !inQuotes[top]) inQuotes.pop()
    else if (command.startsWith('${', at) && !inQuotes[top]) found.push(command.slice(at, at + 20))
  }
  return found
}

describe('commands', () => {
  it.each(ENVIRONMENTS)('of %s leave no variable open and none outside of double quotes', (id) => {
    const names = new Set([...ENVIRONMENT[id].variables, ...ENVIRONMENT[id].derived].map(({ name }) => name))
    for (const capture of CAPTURES.map(({ id: each }) => captureOf(each))) {
      for (const commands of [capture.commands, capture.prepare ?? null]) {
        const command = commands?.[id] ?? commands?.pprof ?? ''
        for (const [, name = ''] of command.matchAll(/\$\{([A-Z]+)\}/g))
          expect([capture.id, names.has(name)]).toEqual([capture.id, true])
        expect([capture.id, unquoted(command)]).toEqual([capture.id, []])
      }
      expect(captureCommand(capture.id as never, id, {})).not.toMatch(/\$\{[A-Z]+\}/)
      expect(prepareCommand(capture.id as never, id, {}) ?? '').not.toMatch(/\$\{[A-Z]+\}/)
    }
    expect(beforeCommand(id, {}) ?? '').not.toMatch(/\$\{[A-Z]+\}/)
  })

  it('carry the values people gave', () => {
    expect(captureCommand('heap', 'pprof', { HOST: ' 10.0.0.7:9090 ' })).toContain(
      '"http://10.0.0.7:9090/debug/pprof/heap"',
    )
    expect(captureCommand('heap', 'kubernetes', { PORT: '7070' })).toContain('"http://localhost:7070/debug/pprof/heap"')
    expect(captureCommand('smaps', 'systemd', { UNIT: 'a.service' })).toContain(
      'systemctl show -p MainPID --value "a.service"',
    )
  })

  it.skipIf(!hasShell)('are valid shell, and run nothing that stands in a value', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapcase-collect-'))
    const bin = mkdtempSync(join(tmpdir(), 'heapcase-collect-bin-'))
    for (const name of ['mkdir', 'date']) symlinkSync(`/bin/${name}`, join(bin, name))
    const pwned = (): unknown[] =>
      readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('PWNED'))
    try {
      execFileSync('/bin/sh', [], { input: `echo "$(> PWNED)"`, cwd: folder, env: { PATH: bin } })
      expect(pwned()).toEqual(['PWNED'])
      rmSync(join(folder, 'PWNED'))
      for (const id of ENVIRONMENTS) {
        for (const language of LANGUAGES)
          execFileSync('/bin/sh', ['-n'], { input: collectScript(all, id, {}, language) })
        const values = hostileValues(id)
        // Programs that would reach a machine are names of nothing here.
        const env = { PATH: bin }
        for (const text of [
          collectScript(all, id, values, 'en'),
          ...all.map((each) => captureCommand(each, id, values)),
        ]) {
          execFileSync('/bin/sh', ['-n'], { input: text })
          try {
            execFileSync('/bin/sh', [], {
              input: text,
              cwd: folder,
              env,
              stdio: ['pipe', 'ignore', 'ignore'],
              timeout: 5_000,
            })
          } catch {
            // nothing could be collected
          }
        }
      }
      expect(pwned()).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
      rmSync(bin, { recursive: true, force: true })
    }
  })

  it('of a script never start, replace or restart the service', () => {
    for (const id of ENVIRONMENTS) {
      const lines = collectScript(all, id, {}, 'en')
        .split('\n')
        .filter((line) => !line.startsWith('#'))
      expect(lines.filter((line) => /set env|docker run|systemctl daemon|\btee\b|GODEBUG=gctrace/.test(line))).toEqual(
        [],
      )
    }
  })
})

describe('checklists', () => {
  const checklist = (template: string, marks: CaseChecklist['marks'] = {}): CaseChecklist => ({
    template,
    addedAtMs: 0,
    marks,
  })
  const source = (kind: string, variant: string | null = null) => ({ kind: kind as SourceKind, variant })
  const states = (...given: Parameters<typeof checklistProgress>): Record<string, string> =>
    Object.fromEntries(checklistProgress(...given)?.items.map(({ id, state }) => [id, state]) ?? [])

  it('are ticked by sources of the kind, as many as they need', () => {
    const heap = source('profile', 'heap')
    expect(states(checklist('memoryGrows'), [heap, source('gctrace')])).toMatchObject({
      heapTwice: 'some',
      gctrace: 'found',
    })
    expect(states(checklist('memoryGrows'), [heap, heap])).toMatchObject({ heapTwice: 'found', gctrace: 'open' })
    const two = [source('profile', 'mutex'), source('profile', 'mutex')]
    expect(states(checklist('latencySpikes'), two)).toMatchObject({ mutexBlock: 'some' })
    expect(states(checklist('latencySpikes'), [...two, source('profile', 'block')])).toMatchObject({
      mutexBlock: 'found',
    })
  })

  it('take the word of people, which a source outdoes', () => {
    const marks = { heapTwice: 'cannot', settings: 'have' } as const
    expect(states(checklist('memoryGrows', marks), [])).toMatchObject({ heapTwice: 'cannot', settings: 'have' })
    const heap = source('profile', 'heap')
    expect(states(checklist('memoryGrows', marks), [heap, heap])).toMatchObject({ heapTwice: 'found' })
    expect(checklistProgress(checklist('memoryGrows', marks), [])?.settled).toBe(2)
  })

  it('say which captures this version cannot read and which are no files', () => {
    const items = checklistProgress(checklist('oomKill'), [])?.items ?? []
    expect(items.find(({ id }) => id === 'settings')).toMatchObject({ isFile: false })
    expect(items.find(({ id }) => id === 'heap')).toMatchObject({ isFile: true, isReadable: true })
  })

  it('of a later version have no progress', () => {
    expect(checklistProgress(checklist('ofALaterVersion'), [])).toBeNull()
  })

  it('are four, with a reason in both languages for each item', () => {
    expect(TEMPLATES.map(({ id }) => id)).toEqual(['memoryGrows', 'latencySpikes', 'oomKill', 'goroutinesPileUp'])
    for (const { items } of TEMPLATES) {
      expect(new Set(items.map(({ capture }) => capture)).size).toBe(items.length)
      for (const { why } of items) for (const language of LANGUAGES) expect(why[language]).not.toBe('')
    }
  })
})
