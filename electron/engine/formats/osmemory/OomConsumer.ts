// The kernel's out-of-memory killer, line by line as its log has it, prefixes taken off (mm/oom_kill.c, mm/memcontrol.c of
// Linux 3.x … 6.x):
//   orders invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=985
//   memory: usage 524288kB, limit 524288kB, failcnt 1234
//   Memory cgroup stats for /kubepods/burstable/pod…:
//   [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
//   oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),…,oom_memcg=/kubepods/…,task_memcg=…,task=orders,pid=12345,uid=0
//   Memory cgroup out of memory: Killed process 12345 (orders) total-vm:1609380kB, anon-rss:523456kB, …
// Up to 4.18: `Task in /a killed as a result of limit of /b`, a line of statistics for the limited group and for each below it.
// Up to 5.0: `Kill process 1234 (orders) score 900 or sacrifice child` names the chosen task, then `Killed process …` the one that
// died, which may be a child of it. Lines of other messages stand between them and are passed over.
import type { OomProcess } from '../../../../shared/records/index.ts'
import type { OomRecord } from '../reader.ts'

/** Where a line stands and when it was written. */
export interface OomPlace {
  line: number
  /** Wall time, ms since 1970; null where the log has none. */
  atMs: number | null
  errorMs: number | null
  /** `[ 1234.567890]`: seconds since boot. */
  uptimeSeconds: number | null
}

const INVOKED = ' invoked oom-killer: '
/** Names of tasks have up to 15 bytes; before a longer text stands something that is not the kernel's. */
const MAX_NAME = 15
const MAX_BEFORE = 256
const FOREIGN_END = /[:\]>|]\s|[\t"]/g
const USAGE =
  /^(?<what>memory|memory\+swap|swap|kmem): usage (?<usage>\d+)kB, limit (?<limit>\d+)kB, failcnt (?<failures>\d+)/
/** containerd's groups have colons in their names: `…slice:cri-containerd:6895…`. */
const STATS = /^Memory cgroup stats for (?<group>.*?):(?:$|\s+(?<inline>.*)|(?<first>[a-z][a-z0-9_]* \d+)$)/
const INLINE = /\b(\w{1,64}):(\d+)(KB|kB)?/g
const STAT = /^(?<key>[a-z][a-z0-9_]*) (?<value>\d+)$/
const TASK_IN = /^Task in (?<task>\S+) killed as a result of limit of (?<limit>\S+)/
/** The adjustment goes below zero, and users from 2³¹ on are printed as if they did. */
const SIGNED: ReadonlySet<string> = new Set(['uid', 'oom_score_adj'])
const TABLE = /^\[\s*pid\s*\]\s+uid\s+tgid\s+total_vm\s+rss\b(?<rest>.*)\bname$/
const ROW = /^\[\s*(?<pid>\d+)\s*\]\s+(?<numbers>-?\d+(?:\s+-?\d+)+)\s+(?<name>\S.*)$/s
const SUMMARY = /^oom-kill:constraint=(?<constraint>\w+),(?<rest>.*)$/
/** Names may have brackets: `(sd-pam)`. What the kernel prints behind them tells where they end, else the first one does. */
const VICTIM =
  '(?<pid>\\d+)(?:, UID \\d+)?[ ,]+\\((?<name>.{1,64}?(?=\\)(?:,| total-vm:| score |$))|[^)]{1,64})\\)(?<rest>.*)$'
const KILL = new RegExp(
  `(?:Memory cgroup out of memory|Out of memory(?: \\([^)]{0,64}\\))?): Kill(?<done>ed)? process ${VICTIM}`,
  's',
)
const KILLED = new RegExp(`^Killed process ${VICTIM}`, 's')
const REAPED = /^oom_reaper: reaped process \d+/
const RAM = /^(?<pages>\d+) pages RAM$/
const FREE = /\bfree:(?<pages>\d+)(?: |$)/
const NO_VICTIM = /^Out of memory and no killable processes/
/** Lines that belong to no event, after which one that has its kill is over; without it the log may lack the kill. */
const PATIENCE = 64
const PATIENCE_WITHOUT_KILL = 2048
/** A table may list every process of a machine. */
const MAX_PROCESSES = 65_536
const KIB = 1024
/** Sizes of pages that kernels use; tables count pages. */
const PAGE_SIZES = [4096, 16_384, 65_536]
/** No limit is the largest number of pages, in KiB. */
const UNLIMITED_KIB = 2 ** 50
const SPACES = /\s+/

interface OpenEvent extends OomRecord {
  /** A task was chosen, perhaps killed. */
  isKilled: boolean
  /** Its own line, which names who died, is still to come. */
  isChoice: boolean
}

export class OomConsumer {
  events = 0
  private readonly give: (event: OomRecord) => void
  private open: OpenEvent | null = null
  /** Columns of the table whose rows follow. */
  private columns: string[] | null = null
  private isInStats = false
  /** Groups whose statistics were added up. */
  private groups = new Set<string>()
  private idle = 0
  private last: OomRecord | null = null

  constructor(give: (event: OomRecord) => void) {
    this.give = give
  }

  get isIdle(): boolean {
    return this.open === null
  }

  /** True where the line is part of an event. */
  line(text: string, place: OomPlace): boolean {
    const isPart = this.read(text.trimEnd(), place)
    if (isPart) this.idle = 0
    else if (this.open && ++this.idle > (this.open.isKilled ? PATIENCE : PATIENCE_WITHOUT_KILL)) this.finish()
    if (isPart && this.open) this.open.lastLine = place.line
    return isPart
  }

  finish(): void {
    const { open } = this
    this.open = null
    this.columns = null
    this.isInStats = false
    this.idle = 0
    if (open === null) return
    const { isKilled: _, isChoice: _choice, ...event } = open
    this.events++
    inBytes(event)
    this.last = event
    this.give(event)
  }

  private read(text: string, place: OomPlace): boolean {
    const invoked = text.indexOf(INVOKED)
    if (invoked > 0 && invoked <= MAX_BEFORE) {
      this.finish()
      this.open = this.begin(place)
      this.open.invokedBy = nameIn(text.slice(0, invoked))
      return true
    }
    if (this.killed(text, place)) return true
    // A log that was cut or filtered.
    if (SUMMARY.test(text)) this.open ??= this.begin(place)
    const { open } = this
    if (open === null) return false
    return this.summary(text, open) || this.table(text, open) || this.figures(text, open)
  }

  private begin({ line, atMs, errorMs, uptimeSeconds }: OomPlace): OpenEvent {
    this.columns = null
    this.isInStats = false
    this.groups = new Set()
    return {
      ordinal: this.events,
      firstLine: line,
      lastLine: line,
      atMs,
      errorMs,
      uptimeSeconds,
      scope: 'unknown',
      invokedBy: null,
      limitGroup: null,
      taskGroup: null,
      usage: null,
      limit: null,
      failures: null,
      swapUsage: null,
      swapLimit: null,
      kernelUsage: null,
      stats: {},
      totalRam: null,
      freeRam: null,
      killedPid: null,
      killedName: null,
      virtual: null,
      rssAnon: null,
      rssFile: null,
      rssShmem: null,
      pageTables: null,
      scoreAdjustment: null,
      processes: [],
      isKilled: false,
      isChoice: false,
    }
  }

  /** The kill itself, in one line or in two. */
  private killed(text: string, place: OomPlace): boolean {
    const kill = KILL.exec(text)
    const first = kill?.groups
    const groups = first ?? KILLED.exec(text)?.groups
    if (groups === undefined) return false
    const pid = Number(groups.pid)
    const isChoice = first !== undefined && first.done === undefined
    if (this.open === null && kill && kill.index > 0 && this.isTold(pid, groups.rest ?? '')) return false
    if (this.open?.isKilled && this.open.killedPid !== pid && (isChoice || !this.open.isChoice)) {
      const { open } = this
      this.finish()
      // memory.oom.group: the other processes of the group, under the same circumstances. A choice is another kill.
      if (!isChoice)
        this.open = { ...open, ordinal: this.events, firstLine: place.line, isKilled: false, processes: [], stats: {} }
    }
    const open = (this.open ??= this.begin(place))
    open.isKilled = true
    open.isChoice = isChoice
    open.killedPid = pid
    open.killedName = groups.name ?? null
    if (place.atMs !== null) {
      open.atMs = place.atMs
      open.errorMs = place.errorMs
    }
    if (place.uptimeSeconds !== null) open.uptimeSeconds = place.uptimeSeconds
    if (open.scope === 'unknown' && first)
      open.scope = text.includes('Memory cgroup out of memory') ? 'cgroup' : 'global'
    const kb = (name: string): number | null => bytesIn(groups.rest ?? '', name)
    open.virtual = kb('total-vm') ?? open.virtual
    open.rssAnon = kb('anon-rss') ?? open.rssAnon
    open.rssFile = kb('file-rss') ?? open.rssFile
    open.rssShmem = kb('shmem-rss') ?? open.rssShmem
    open.pageTables = kb('pgtables') ?? open.pageTables
    const adjustment = /\boom_score_adj:(-?\d+)/.exec(groups.rest ?? '')?.[1]
    if (adjustment !== undefined) open.scoreAdjustment = Number(adjustment)
    return true
  }

  /** Another program's words about the kill that was given last: the kernel's own had been read by then. */
  private isTold(pid: number, rest: string): boolean {
    return this.last?.killedPid === pid && this.last.virtual === bytesIn(rest, 'total-vm')
  }

  private summary(text: string, open: OpenEvent): boolean {
    if (REAPED.test(text)) return true
    const task = TASK_IN.exec(text)?.groups
    if (task) {
      open.scope = 'cgroup'
      open.taskGroup = task.task ?? null
      open.limitGroup = task.limit ?? null
      return true
    }
    const groups = SUMMARY.exec(text)?.groups
    if (groups === undefined) return NO_VICTIM.test(text)
    const pairs = new Map(
      (groups.rest ?? '').split(',').map((part): [string, string] => {
        const at = part.indexOf('=')
        return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      }),
    )
    open.scope = groups.constraint === 'CONSTRAINT_MEMCG' ? 'cgroup' : 'global'
    open.limitGroup = pairs.get('oom_memcg') ?? open.limitGroup
    open.taskGroup = pairs.get('task_memcg') ?? open.taskGroup
    const pid = Number(pairs.get('pid'))
    if (Number.isInteger(pid) && open.killedPid === null) {
      open.killedPid = pid
      open.killedName = pairs.get('task') ?? null
    }
    return true
  }

  private table(text: string, open: OpenEvent): boolean {
    const header = TABLE.exec(text)?.groups
    if (header) {
      this.isInStats = false
      this.columns = ['uid', 'tgid', 'total_vm', 'rss', ...(header.rest ?? '').trim().split(SPACES).filter(Boolean)]
      return true
    }
    if (/^Tasks state \(memory values in pages\):/.test(text)) {
      this.isInStats = false
      return true
    }
    if (this.columns === null) return false
    const row = ROW.exec(text)?.groups
    if (row === undefined) return false
    const numbers = (row.numbers ?? '').split(SPACES).map(Number)
    // Fewer numbers than columns: the name begins with one.
    if (numbers.length < this.columns.length || open.processes.length >= MAX_PROCESSES) return true
    // Anything else below zero is of a row that was damaged.
    if (this.columns.some((name, at) => !SIGNED.has(name) && (numbers[at] as number) < 0)) return true
    open.processes.push(this.process(Number(row.pid), numbers, row.name ?? ''))
    return true
  }

  private process(pid: number, numbers: readonly number[], name: string): OomProcess {
    const columns = this.columns ?? []
    const value = (column: string): number => numbers[columns.indexOf(column)] ?? Number.NaN
    const tables = value('pgtables_bytes')
    return {
      pid,
      uid: value('uid') >>> 0,
      // A name that begins with a number left it among the numbers.
      name: [...numbers.slice(columns.length).map(String), name].join(' '),
      rss: value('rss'),
      virtual: value('total_vm'),
      rssAnon: value('rss_anon'),
      rssFile: value('rss_file'),
      rssShmem: value('rss_shmem'),
      // Before 4.15 tables were counted in pages, leaves and directories apart.
      pageTables: Number.isNaN(tables) ? -(value('nr_ptes') + (value('nr_pmds') || 0)) : tables,
      swap: value('swapents'),
      scoreAdjustment: value('oom_score_adj'),
    }
  }

  private figures(text: string, open: OpenEvent): boolean {
    const usage = USAGE.exec(text)?.groups
    if (usage) {
      this.isInStats = false
      open.scope = 'cgroup'
      const used = Number(usage.usage) * KIB
      const limit = Number(usage.limit) >= UNLIMITED_KIB ? null : Number(usage.limit) * KIB
      if (usage.what === 'memory') {
        open.usage = used
        open.limit = limit
        open.failures = Number(usage.failures)
      } else if (usage.what === 'kmem') open.kernelUsage = used
      else {
        open.swapUsage = used
        open.swapLimit = limit
      }
      return true
    }
    const stats = STATS.exec(text)?.groups
    if (stats) {
      open.scope = 'cgroup'
      open.limitGroup ??= stats.group ?? null
      this.isInStats = true
      // Each group is printed without those below it, so what the limited one holds is the sum. A block of lines, one figure in
      // each (from 5.3), is of the limited group alone and has those below it in its figures.
      const group = stats.group ?? ''
      const isNew = !this.groups.has(group)
      this.groups.add(group)
      for (const [, key = '', value, unit] of isNew ? (stats.inline ?? '').matchAll(INLINE) : [])
        open.stats[key] = (open.stats[key] ?? 0) + Number(value) * (unit === undefined ? 1 : KIB)
      const only = STAT.exec(stats.first ?? stats.inline ?? '')?.groups
      if (only) open.stats[only.key ?? ''] = Number(only.value)
      return true
    }
    if (this.isInStats) {
      const stat = STAT.exec(text)?.groups
      if (stat) {
        open.stats[stat.key ?? ''] = Number(stat.value)
        return true
      }
    }
    const ram = RAM.exec(text)?.groups
    if (ram) {
      open.totalRam = Number(ram.pages) * (PAGE_SIZES[0] as number)
      return true
    }
    if (/^Mem-Info:/.test(text)) {
      if (open.scope === 'unknown') open.scope = 'global'
      return true
    }
    if (open.freeRam === null && /\bfree_pcp:|\bfree_cma:/.test(text)) {
      const free = FREE.exec(text)?.groups
      if (free) open.freeRam = Number(free.pages) * (PAGE_SIZES[0] as number)
      return true
    }
    return /^(?:CPU: \d+ |Hardware name: |Call Trace:|<\/?TASK>|RIP: |RSP: |CS: |DS: |Code: |RAX: )/.test(text)
  }
}

/** The task that `text`, which stands before `invoked oom-killer`, names; null: there is more before it than can be told apart. */
function nameIn(text: string): string | null {
  if (text.length <= MAX_NAME && !/[\t"]/.test(text)) return text
  let name: string | null = null
  for (const { 0: end, index } of text.matchAll(FOREIGN_END)) {
    const behind = text.slice(index + end.length).trimStart()
    if (behind !== '' && behind.length <= MAX_NAME) name = behind
  }
  return name
}

/** `total-vm:1609380kB` */
function bytesIn(text: string, name: string): number | null {
  const value = new RegExp(`\\b${name}:\\s*(\\d+)kB`).exec(text)?.[1]
  return value === undefined ? null : Number(value) * KIB
}

/** Pages into bytes. The killed process stands in the table in pages and in its own line in KiB: that tells their size. */
function inBytes(event: OomRecord): void {
  const own = event.processes.find(({ pid }) => pid === event.killedPid)
  const resident = (event.rssAnon ?? 0) + (event.rssFile ?? 0) + (event.rssShmem ?? 0)
  const miss = (size: number): number => Math.abs((own?.rss ?? 0) * size - resident)
  const page =
    own && own.rss > 0 && resident > 0
      ? PAGE_SIZES.reduce((best, size) => (miss(size) < miss(best) / 2 ? size : best))
      : (PAGE_SIZES[0] as number)
  for (const process of event.processes) {
    for (const field of ['rss', 'virtual', 'rssAnon', 'rssFile', 'rssShmem', 'swap'] as const) process[field] *= page
    if (process.pageTables < 0) process.pageTables *= -page
  }
  event.processes.sort((a, b) => b.rss - a.rss || a.pid - b.pid)
  const scale = page / (PAGE_SIZES[0] as number)
  if (event.totalRam !== null) event.totalRam *= scale
  if (event.freeRam !== null) event.freeRam *= scale
}
