import type { ImportIssue } from '../../../shared/records/index.ts'
import type { LineSplitter } from './lines.ts'

/** Issues of one file, one per code: the first place and message are kept, repeats are counted. */
export class IssueCounter {
  private readonly byCode = new Map<string, ImportIssue>()

  note(severity: ImportIssue['severity'], code: string, line: number, message: string, count = 1): void {
    if (!this.again(code, count)) this.byCode.set(code, { severity, code, message, at: { line }, count })
  }

  /** Counts an issue that was noted before. False: it was not, its message is wanted. */
  again(code: string, count = 1): boolean {
    const known = this.byCode.get(code)
    if (known === undefined) return false
    known.count += count
    return true
  }

  /** Lines that the splitter had to cut, if any. */
  noteCutLines(code: string, { cutLines, firstCutLine, cutAt }: LineSplitter): void {
    if (cutLines === 0) return
    const message = `A line is longer than ${cutAt} bytes; the rest of it was left out.`
    this.note('dataLoss', code, firstCutLine, message, cutLines)
  }

  /** In the order in which they were first met. */
  all(): ImportIssue[] {
    return [...this.byCode.values()]
  }
}
