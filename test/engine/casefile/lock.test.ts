import { fork } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { lockPath } from '../../../electron/engine/casefile/lock.ts'
import { addText, filesOf, newCase, opened, refusal, reopened, temporaryFolder } from './support.ts'

const openHere = (path: string) => () => CaseFile.open(path, { mode: 'readWrite' })

/** Another process that opens the case for writing and keeps it until told to end. */
async function otherHolder(
  path: string,
): Promise<{ pid: number; token: string; end(signal: NodeJS.Signals | 'close'): Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'crash', 'holder.ts'), [path], { execArgv: [] })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const token = await new Promise<string>((resolve) => child.once('message', (message) => resolve(message as string)))
  return {
    pid: child.pid ?? 0,
    token,
    end: async (signal) => {
      if (signal === 'close') child.send('close')
      else child.kill(signal)
      await ended
    },
  }
}

describe('a case that is open', () => {
  it('is refused to a second opening of the same process, by any of its names', () => {
    const folder = temporaryFolder()
    const caseFile = newCase(folder)
    const names = [caseFile.path, join(folder, 'x', '..', 'incident.heapcase')]
    if (process.platform !== 'win32') {
      names.push(join(folder, 'link.heapcase'))
      symlinkSync(caseFile.path, join(folder, 'link.heapcase'))
    }
    for (const path of names)
      expect(refusal(openHere(path))).toMatchObject({ code: 'casefile/locked', detail: { pid: process.pid } })
    expect(refusal(() => CaseFile.create(caseFile.path, { overwrite: true })).code).toBe('casefile/locked')
    // Having been asked does not loosen the lock.
    expect(CaseFile.holder(caseFile.path)?.token).toBe(caseFile.lockToken)
  })

  it('in another process is refused with who holds it, and can be read', async () => {
    const caseFile = newCase()
    addText(caseFile, 'a.log', 'text')
    caseFile.close()
    const other = await otherHolder(caseFile.path)
    const error = refusal(openHere(caseFile.path))
    expect(error).toMatchObject({ code: 'casefile/locked', detail: { pid: other.pid, host: hostname() } })
    expect(error.message).toContain('read-only')
    const reader = opened(CaseFile.open(caseFile.path, { mode: 'readOnly' }))
    expect([reader.isReadOnly, reader.lockToken, reader.sources.list().length]).toEqual([true, null, 1])
    reader.close()
    await other.end('close')
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
    reopened(caseFile.path)
  })

  it('is taken over at once when its process was killed', async () => {
    const caseFile = newCase()
    caseFile.close()
    const other = await otherHolder(caseFile.path)
    await other.end('SIGKILL')
    expect(filesOf(caseFile.path)).toContain('incident.heapcase.lock')
    expect(CaseFile.holder(caseFile.path)).toBeNull()
    const taken = reopened(caseFile.path)
    expect(taken.lockToken).not.toBe(other.token)
    taken.close()
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
  })

  it('is taken over from a lock file that is not a lock', () => {
    const caseFile = newCase()
    caseFile.close()
    writeFileSync(lockPath(caseFile.path), 'not a lock '.repeat(1000))
    reopened(caseFile.path).close()
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
  })
})

describe('a job beside the holder', () => {
  it('writes with its token, at the same time', () => {
    const caseFile = newCase()
    const job = opened(
      CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: caseFile.lockToken, author: 'Job' }),
    )
    addText(job, 'a.log', 'by the job')
    caseFile.report.update({ title: 'by the case process' })
    addText(job, 'b.log', 'by the job again')
    job.close()
    expect(caseFile.sources.list().map(({ path }) => path)).toEqual(['a.log', 'b.log'])
    expect(caseFile.audit.list(0, 9).map(({ action, author }) => [action, author])).toEqual([
      ['case.create', 'Ada'],
      ['source.import', 'Job'],
      ['report.edit', 'Ada'],
      ['source.import', 'Job'],
    ])
    caseFile.close()
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
  })

  it('with another token is refused', () => {
    const caseFile = newCase()
    const open = () => CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: 'of yesterday' })
    expect(refusal(open).code).toBe('casefile/lock-lost')
    caseFile.close()
    expect(refusal(open).code).toBe('casefile/lock-lost')
  })

  it('that outlives a killed holder can write nothing once another has taken over', async () => {
    const caseFile = newCase()
    caseFile.close()
    const other = await otherHolder(caseFile.path)
    const job = opened(CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: other.token }))
    const writer = job.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addRaw(Buffer.from('half'))
    await other.end('SIGKILL')
    const heir = reopened(caseFile.path)
    const summary = { counts: {}, variant: null, lives: [], placement: null, reader: 'gctrace/1' }
    const attempts = [() => writer.commit(summary), () => job.findings.replaceAll([], []), () => addText(job, 'b', 'b')]
    expect(attempts.map((attempt) => refusal(attempt).code)).toEqual([
      'casefile/import-abandoned', // swept by the heir
      'casefile/lock-lost',
      'casefile/lock-lost',
    ])
    writer.abort()
    expect([heir.sources.list(), heir.findings.state().analysedAtMs]).toEqual([[], null])
  })

  it('leaves the case to rest when it ends after the holder', () => {
    const caseFile = newCase()
    const job = opened(CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: caseFile.lockToken }))
    addText(job, 'a.log', 'a')
    caseFile.close()
    job.close()
    const again = reopened(caseFile.path)
    expect(again.sources.list()).toHaveLength(1)
    again.close()
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
  })
})

describe('after a clean close', () => {
  it('one file rests, in rollback journal mode', () => {
    const caseFile = newCase()
    addText(caseFile, 'a.log', 'a')
    expect(filesOf(caseFile.path).length).toBeGreaterThan(1)
    caseFile.close()
    caseFile.close()
    expect(filesOf(caseFile.path)).toEqual(['incident.heapcase'])
    // Bytes 18 and 19 of the header: 1 is rollback journal, 2 write-ahead log.
    expect([...readFileSync(caseFile.path).subarray(18, 20)]).toEqual([1, 1])
    expect(refusal(() => caseFile.sources.list()).code).toBe('casefile/closed')
  })
})
