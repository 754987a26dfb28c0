/** Lines given out so far that may be asked for again: those before are forgotten. */
const KEPT_RUNS = 1024

/**
 * Numbers of the lines of a file, by the numbers of lines made of them: an entry that a collector split is one line of text, a message
 * may be several. Asked in the order of the lines, soon after they were given; memory does not grow with the file.
 */
export class LineNumbers {
  /** First line of a run, and what its lines are ahead of their own numbers by. */
  private starts: number[] = [1]
  private aheads: number[] = [0]
  private at = 0
  private ahead = 0

  /** Line `line` of the text is of line `own` of the file. Lines are noted in order. */
  note(line: number, own: number): void {
    if (line - own === this.ahead) return
    this.ahead = line - own
    this.starts.push(line)
    this.aheads.push(this.ahead)
  }

  /** The file's line; `line` is not before any that was asked for earlier. */
  of(line: number): number {
    while (this.at + 1 < this.starts.length && (this.starts[this.at + 1] as number) <= line) this.at++
    if (this.at > KEPT_RUNS) {
      this.starts = this.starts.slice(this.at)
      this.aheads = this.aheads.slice(this.at)
      this.at = 0
    }
    return line - (this.aheads[this.at] as number)
  }
}
