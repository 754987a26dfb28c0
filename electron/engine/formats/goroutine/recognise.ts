// Whether a text has a goroutine dump: the header of a goroutine, the heading of a debug=1 text, or the message of a crash, also
// inside a message whose line ends are escaped.
import type { Recognition } from '../reader.ts'
import { isRuntimeMessage, isRuntimePanic } from './crashText.ts'

/** A needle that Buffer.indexOf finds at memory speed, and what must stand around it. */
interface Mark {
  needle: string
  /** Bytes before the needle that `form` sees. */
  before: number
  form: RegExp
  /** What the form alone does not tell. */
  isOurs?: (found: RegExpExecArray) => boolean
  confidence: number
  because: string
}

const MARKS: readonly Mark[] = [
  {
    needle: 'goroutine ',
    before: 0,
    form: /^goroutine \d+ (?:gp=\S+ m=[^[]{1,40} )?\[[a-zA-Z][^\]\n]{0,200}\](?: \{[^\n]{1,300}\})?:\s*(?:$|[\n\r"'\\]|#012)/,
    confidence: 1,
    because: 'it has stacks of goroutines',
  },
  {
    needle: ' profile: total ',
    before: 13,
    form: /(?:^|[^\w])goroutine(?:leak)? profile: total \d+/,
    confidence: 1,
    because: 'it is the debug=1 text of a goroutine profile',
  },
]

const CRASHES: readonly Mark[] = [
  {
    needle: 'fatal error: ',
    before: 0,
    form: /^fatal error: (.*)/,
    isOurs: ([, message]) => isRuntimeMessage(message ?? ''),
    confidence: 0.8,
    because: '',
  },
  { needle: 'panic: runtime error: ', before: 0, form: /^panic: /, confidence: 0.8, because: '' },
  // The runtime's panics that do not say so, and one panic inside another: only as lines of their own. Text speaks of them, too.
  {
    needle: 'panic: ',
    before: 1,
    form: /^\n?panic: (.*?)(?: \[recovered[^\]]*\])?(?:\r?\n(\tpanic: )?|$)/,
    isOurs: ([, message, nested]) => nested !== undefined || isRuntimePanic(message ?? ''),
    confidence: 0.8,
    because: '',
  },
  {
    needle: 'SIG',
    before: 0,
    form: /^SIG(?:QUIT|ABRT|SEGV|BUS|FPE|ILL): [a-z ]+\nPC=0x/,
    confidence: 0.8,
    because: '',
  },
]
/** Places of one needle that are looked at: text that speaks of goroutines without a dump. */
const MAX_TRIES = 2000

/** Null: the text has no dump and no crash. */
export function dumpsIn(text: Buffer): Recognition | null {
  for (const mark of MARKS) if (isIn(text, mark)) return recognition(mark.confidence, mark.because)
  for (const mark of CRASHES)
    if (isIn(text, mark)) return recognition(mark.confidence, 'it has the message of a crash, without goroutines')
  return null
}

function isIn(text: Buffer, { needle, before, form, isOurs }: Mark): boolean {
  let tries = 0
  for (let at = text.indexOf(needle); at >= 0 && tries < MAX_TRIES; at = text.indexOf(needle, at + 1), tries++) {
    const found = form.exec(text.toString('latin1', Math.max(0, at - before), at + 600))
    if (found !== null && (isOurs === undefined || isOurs(found))) return true
  }
  return false
}

const recognition = (confidence: number, because: string): Recognition => ({
  kind: 'goroutines',
  variant: null,
  confidence,
  because,
})
