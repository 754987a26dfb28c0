// What the commands print with: results on stdout, everything about the way there on stderr. Colour and the moving
// progress line only on a terminal; a pipe and --json stay quiet.
import type { JobProgress } from '../../shared/contract/appCalls.ts'
import { formatBytes, formatCount, formatDuration } from '../../shared/units/format.ts'

export interface OutputStream {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

export interface TerminalOptions {
  stdout: OutputStream
  stderr: OutputStream
  /** The environment: NO_COLOR and FORCE_COLOR count, as everywhere. */
  env: Record<string, string | undefined>
}

const STYLES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', blue: '34' } as const
export type Style = keyof typeof STYLES

// What is printed comes from captures: names and messages could hold sequences that move the cursor, set the window's title or
// hide lines. Their control characters are shown, not sent. Line breaks, tabs and the styles of this class stay.
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /\u001b\[(?:[012]|3[1-4])(?:;(?:[012]|3[1-4]))*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
// eslint-disable-next-line no-control-regex -- as above
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

/** ␛ for the control character escape, and so on. */
function picture(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
}

/** A text of a capture as part of one line. */
export const onOneLine = (text: string): string => text.replace(CONTROL, picture)

export class Terminal {
  private readonly out: OutputStream
  private readonly err: OutputStream
  private readonly hasColour: boolean
  private isLineShown = false
  /** Set by --json and --quiet: nothing but results and errors is printed. */
  isQuiet = false
  /** Results are one JSON document each. */
  isJson = false

  constructor({ stdout, stderr, env }: TerminalOptions) {
    this.out = stdout
    this.err = stderr
    this.hasColour = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stdout.isTTY === true
  }

  style(text: string, ...styles: Style[]): string {
    if (!this.hasColour) return text
    return `\u001b[${styles.map((style) => STYLES[style]).join(';')}m${text}\u001b[0m`
  }

  /** A line of the result. */
  print(line = ''): void {
    this.data(this.shown(line))
  }

  /** A line of the result that is read by programs: as it is. */
  data(line: string): void {
    this.clearProgress()
    this.out.write(`${line}\n`)
  }

  json(value: unknown): void {
    this.clearProgress()
    this.out.write(`${JSON.stringify(value, null, 2)}\n`)
  }

  /** A line about what is going on; not part of the result. */
  note(line: string): void {
    if (!this.isQuiet) this.error(line)
  }

  error(line: string): void {
    this.clearProgress()
    this.err.write(`${this.shown(line)}\n`)
  }

  progress(progress: JobProgress): void {
    if (this.isQuiet || this.err.isTTY !== true) return
    // Some terminals say that they have no columns.
    const width = (this.err.columns || 80) - 1
    this.err.write(`\r\u001b[2K${progressLine(progress, width)}`)
    this.isLineShown = true
  }

  private shown(line: string): string {
    return line.replace(UNSAFE, (unsafe) => (unsafe.length > 1 && this.hasColour ? unsafe : onOneLine(unsafe)))
  }

  clearProgress(): void {
    if (this.isLineShown) this.err.write('\r\u001b[2K')
    this.isLineShown = false
  }
}

/** `Importing  12.3 MiB of 45.1 MiB · 120 MiB/s · 3.0 s left · 12,345 records  incident/checkout.log`, cut to `width`. */
export function progressLine(progress: JobProgress, width: number): string {
  const parts: string[] = []
  if (progress.bytesTotal !== null) {
    parts.push(`${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`)
  } else if (progress.bytesDone > 0) parts.push(formatBytes(progress.bytesDone))
  if (progress.bytesPerSecond > 0) parts.push(`${formatBytes(progress.bytesPerSecond)}/s`)
  if (progress.secondsLeft !== null && progress.secondsLeft >= 1) {
    parts.push(`${timeLeft(progress.secondsLeft)} left`)
  }
  if (progress.records > 0) parts.push(`${formatCount(progress.records)} records`)
  const words = [PHASES[progress.phase] ?? progress.phase, parts.join(' · '), onOneLine(progress.file ?? '')].filter(
    Boolean,
  )
  const line = words.join('  ')
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}

/** Whole seconds: an estimate has no decimals. */
const timeLeft = (seconds: number): string =>
  seconds < 119.5 ? `${Math.round(seconds)}\u00a0s` : formatDuration(seconds * 1e9)

const PHASES: Record<string, string> = {
  preview: 'Looking',
  import: 'Importing',
  store: 'Storing',
  facts: 'Gathering facts',
  rules: 'Checking rules',
  build: 'Building the report',
  print: 'Printing',
  write: 'Writing',
}
