import { describe, expect, it } from 'vitest'
import { Terminal, progressLine } from '../../electron/cli/terminal.ts'

const PROGRESS = {
  phase: 'import',
  file: 'incident/checkout.log',
  bytesDone: 1024 * 1024,
  bytesTotal: 4 * 1024 * 1024,
  records: 1234,
  bytesPerSecond: 1024 * 1024,
  secondsLeft: 3,
}

function terminal(isTTY: boolean, env: Record<string, string> = {}) {
  const written = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY,
    columns: 80,
    write: (text: string) => (written[name] += text),
  })
  return { written, terminal: new Terminal({ stdout: stream('stdout'), stderr: stream('stderr'), env }) }
}

describe('progressLine', () => {
  it('says what, how far, how fast and how long', () => {
    expect(progressLine(PROGRESS, 120).replaceAll('\u00a0', ' ')).toBe(
      'Importing  1.00 MiB of 4.00 MiB · 1.00 MiB/s · 3 s left · 1,234 records  incident/checkout.log',
    )
  })

  it('never is wider than the terminal', () => {
    expect(progressLine(PROGRESS, 30)).toHaveLength(30)
  })
})

describe('Terminal', () => {
  it('moves a progress line on a terminal and clears it before a result', () => {
    const { terminal: shown, written } = terminal(true)
    shown.progress(PROGRESS)
    shown.print('done')
    const clear = '\r\u001b[2K'
    expect(written.stderr.split(clear)).toEqual(['', expect.stringMatching(/^Importing/), ''])
    expect(written.stdout).toBe('done\n')
  })

  it('is quiet in a pipe', () => {
    const { terminal: piped, written } = terminal(false)
    piped.progress(PROGRESS)
    expect([written.stderr, piped.style('F-001', 'red')]).toEqual(['', 'F-001'])
  })

  it.each([true, false])('shows control characters of captures instead of sending them (terminal: %s)', (isTTY) => {
    const { terminal: shown, written } = terminal(isTTY)
    shown.print(
      `${shown.style('id', 'bold')}\tweird\u0000\u0007\u001b]0;title\u0007\u001b[8m\u001b[2J\u009b2Jname\u007f`,
    )
    shown.error('a\rb')
    const id = isTTY ? '\u001b[1mid\u001b[0m' : 'id'
    expect(written.stdout).toBe(`${id}\tweird␀␇␛]0;title␇␛[8m␛[2J\ufffd2Jname␡\n`)
    expect(written.stderr).toBe('a␍b\n')
    shown.data('\u001b')
    expect(written.stdout.endsWith('\n\u001b\n')).toBe(true)
  })

  it.each([
    [true, {}, '\u001b[31mred\u001b[0m'],
    [true, { NO_COLOR: '1' }, 'red'],
    [false, { FORCE_COLOR: '1' }, '\u001b[31mred\u001b[0m'],
    [true, { FORCE_COLOR: '0' }, 'red'],
  ])('colours on a terminal (%s) with %j as %j', (isTTY, env, expected) => {
    expect(terminal(isTTY, env).terminal.style('red', 'red')).toBe(expected)
  })
})
