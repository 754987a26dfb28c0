// `kubectl describe pod`, line by line: containers with their state, the state of the run before, limits and the settings of
// the Go runtime among their variables. Fields stand four blanks in, their parts six; a pod begins at `Name:` in the first
// column. An excerpt without its beginning (`Last State: … Reason: OOMKilled`) is read as well.
import type { ContainerRecord } from '../reader.ts'
import { readTimeText } from '../metrics/times.ts'
import { readQuantity } from './quantity.ts'

const FIELD = /^(?<indent> *)(?<key>[A-Za-z][\w ./-]*?):(?:\s(?<value>.*))?$/
/** Variables of a container's environment that are settings of the Go runtime. */
export const SETTINGS = /^(?:GOMEMLIMIT|GOGC|GODEBUG|GOMAXPROCS|GOTRACEBACK)$/
/** `Containers:` and its kin; anything else in the first column ends them. */
const POD = /^(?:Name|Namespace|Node|(?:Init |Ephemeral )?Containers)$/
const GROUPS = /^(?:Init |Ephemeral )?Containers$/

/** A container without anything said of it. */
export const emptyContainer = (): ContainerRecord => ({
  ordinal: 0,
  firstLine: 1,
  pod: '',
  namespace: '',
  node: '',
  container: '',
  image: '',
  isInit: false,
  state: 'unknown',
  reason: '',
  exitCode: null,
  startedMs: null,
  finishedMs: null,
  lastReason: '',
  lastExitCode: null,
  lastStartedMs: null,
  lastFinishedMs: null,
  restarts: null,
  isReady: null,
  memoryLimit: null,
  memoryRequest: null,
  cpuLimit: null,
  environment: {},
})

export class DescribeConsumer {
  containers = 0
  pods = 0
  private readonly give: (container: ContainerRecord) => void
  private pod = { pod: '', namespace: '', node: '' }
  private group: 'none' | 'init' | 'main' = 'none'
  private open: ContainerRecord | null = null
  private hasState = false
  private part: '' | 'State' | 'Last State' | 'Limits' | 'Requests' | 'Environment' = ''

  constructor(give: (container: ContainerRecord) => void) {
    this.give = give
  }

  /** True where the line says something of a pod or of its containers. */
  line(text: string, line: number): boolean {
    const groups = FIELD.exec(text)?.groups
    if (groups === undefined) return false
    const { indent = '', key = '' } = groups
    const value = (groups.value ?? '').trim()
    if (indent.length === 0) this.ofPod(key, value)
    else if (indent.length === 2 && value === '' && this.group !== 'none') this.begin(key, line)
    else if (indent.length <= 5) this.ofContainer(key, value, line)
    else this.ofPart(key, value)
    return this.open !== null || (indent.length === 0 && POD.test(key))
  }

  /** What comes is of no pod that was named so far. */
  end(): void {
    this.finish()
    this.group = 'none'
    this.pod = { pod: '', namespace: '', node: '' }
  }

  private finish(): void {
    const { open } = this
    this.open = null
    this.part = ''
    if (open === null || !this.hasState) return
    open.ordinal = this.containers++
    this.give(open)
  }

  private ofPod(key: string, value: string): void {
    if (key === 'Name') {
      this.finish()
      this.pod = { pod: value, namespace: '', node: '' }
      this.group = 'none'
      this.pods++
    } else if (key === 'Namespace') this.pod.namespace = value
    else if (key === 'Node') this.pod.node = value.split('/')[0] ?? ''
    else if (GROUPS.test(key)) {
      this.finish()
      this.group = key.startsWith('Init') ? 'init' : 'main'
    } else if (this.group !== 'none') {
      this.finish()
      this.group = 'none'
    } else if (key === 'State' || key === 'Last State') this.ofContainer(key, value, 0)
  }

  private begin(name: string, line: number): void {
    this.finish()
    this.hasState = false
    this.open = { ...emptyContainer(), ...this.pod, container: name, isInit: this.group === 'init', firstLine: line }
  }

  private ofContainer(key: string, value: string, line: number): void {
    this.part = ''
    if (this.open === null) {
      // An excerpt: what follows is of some container.
      if (key !== 'State' && key !== 'Last State') return
      this.begin('', line)
    }
    const open = this.open as unknown as ContainerRecord
    switch (key) {
      case 'Image':
        open.image = value
        break
      case 'State':
        open.state = stateOf(value)
        this.part = 'State'
        this.hasState = true
        break
      case 'Last State':
        this.part = value === '' || stateOf(value) !== 'unknown' ? 'Last State' : ''
        this.hasState = true
        break
      case 'Ready':
        open.isReady = value === 'True'
        break
      case 'Restart Count':
        open.restarts = /^\d+$/.test(value) ? Number(value) : null
        break
      case 'Limits':
      case 'Requests':
      case 'Environment':
        this.part = key
        break
    }
  }

  private ofPart(key: string, value: string): void {
    const { open } = this
    if (open === null) return
    switch (this.part) {
      case 'State':
        if (key === 'Reason') open.reason = value
        else if (key === 'Exit Code') open.exitCode = wholeOf(value)
        else if (key === 'Started') open.startedMs = timeOf(value)
        else if (key === 'Finished') open.finishedMs = timeOf(value)
        break
      case 'Last State':
        if (key === 'Reason') open.lastReason = value
        else if (key === 'Exit Code') open.lastExitCode = wholeOf(value)
        else if (key === 'Started') open.lastStartedMs = timeOf(value)
        else if (key === 'Finished') open.lastFinishedMs = timeOf(value)
        break
      case 'Limits':
        if (key === 'memory') open.memoryLimit = readQuantity(value)
        else if (key === 'cpu') open.cpuLimit = readQuantity(value)
        break
      case 'Requests':
        if (key === 'memory') open.memoryRequest = readQuantity(value)
        break
      case 'Environment':
        if (SETTINGS.test(key)) open.environment[key] = value
        break
      case '':
        break
    }
  }
}

function stateOf(value: string): ContainerRecord['state'] {
  const word = value.toLowerCase()
  return word === 'waiting' || word === 'running' || word === 'terminated' ? word : 'unknown'
}

const wholeOf = (value: string): number | null => (/^-?\d+$/.test(value) ? Number(value) : null)
const timeOf = (value: string): number | null => readTimeText(value)?.ms ?? null
