// Which Go versions print such a dump: every mark narrows it (facts/pprof.md 5 and 6, and where functions came and went).

interface Hint {
  pattern: RegExp
  /** Minor versions, both included; 0 for open. */
  from: number
  to: number
}

const FUNCTIONS: readonly Hint[] = [
  { pattern: /^internal\/(?:runtime\/maps|sync)\./, from: 24, to: 0 },
  {
    pattern: /^runtime\.(?:hashGrow|growWork|evacuate|makeBucketArray)(?:_\w+)?$|^runtime\.\(\*hmap\)\./,
    from: 0,
    to: 23,
  },
  { pattern: /^runtime\.run(?:Finalizers|Cleanups)$/, from: 25, to: 0 },
  { pattern: /^runtime\.runfinq$/, from: 0, to: 24 },
  { pattern: /^runtime\/pprof\.writeGoroutineLeak$/, from: 26, to: 0 },
  { pattern: /\.(?:gowrap|deferwrap)\d+$/, from: 22, to: 0 },
  { pattern: /\[\.\.\.\]/, from: 18, to: 0 },
]

const STATUSES: readonly Hint[] = [
  { pattern: /^sync\.(?:Mutex|RWMutex)\./, from: 20, to: 0 },
  { pattern: /^sync\.WaitGroup\./, from: 24, to: 0 },
  { pattern: /^cleanup wait|^GOMAXPROCS updater/, from: 25, to: 0 },
  { pattern: /\((?:leaked|durable)\)/, from: 25, to: 0 },
]

/** `…/go1.19.8/src/runtime/…`, `…/go/1.15.6/libexec/src/…`, `…toolchain@v0.0.1-go1.22.3.linux-amd64/src/…`, `…/go-1.19/src/…` */
const TOOLCHAIN =
  /(?:^|[/\\@-])go[-/\\]?1\.(\d+)(?:\.(\d+))?(?:[^/\\\d][^/\\]*)?[/\\](?:[\w-]+[/\\]){0,2}src[/\\](?:runtime|sync|net|internal|testing|os|time)[/\\]/

/** What marks of one dump say together. */
export class VersionHints {
  private from = 0
  private to = 99
  private exact: string | null = null

  atLeast(minor: number): void {
    if (minor > this.from) this.from = minor
  }

  atMost(minor: number): void {
    if (minor < this.to) this.to = minor
  }

  /** A hint as `functionHint` and `statusHint` give it. */
  add(hint: number): void {
    if (hint === 0) return
    if (hint >> 8 !== 0) this.atLeast(hint >> 8)
    if ((hint & 0xff) !== 0) this.atMost(hint & 0xff)
  }

  addFile(path: string): void {
    if (this.exact !== null) return
    const found = TOOLCHAIN.exec(path)
    if (found) this.exact = `go1.${found[1]}${found[2] === undefined ? '' : `.${found[2]}`}`
  }

  /** `go1.21-1.23`, `go1.25+`, `go1.0-1.20`. Marks that contradict one another: the lower end, which only later versions print. */
  text(): string {
    if (this.exact !== null) return this.exact
    if (this.to === 99 || this.from > this.to) return `go1.${this.from}+`
    return this.from === this.to ? `go1.${this.from}` : `go1.${this.from}-1.${this.to}`
  }
}

const packed = (text: string, hints: readonly Hint[]): number =>
  hints.reduce((found, { pattern, from, to }) => (found === 0 && pattern.test(text) ? (from << 8) | to : found), 0)

export const functionHint = (name: string): number => packed(name, FUNCTIONS)
export const statusHint = (status: string): number => packed(status, STATUSES)
