// Pods as objects (`kubectl get pod -o json`, or the same as YAML): status.containerStatuses with what the containers of the
// spec allow themselves. YAML is read as far as kubectl writes it: maps and lists by indentation, plain and quoted scalars.
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { JsonObject } from '../metrics/JsonSplitter.ts'
import type { ContainerRecord } from '../reader.ts'
import { SETTINGS, emptyContainer } from './DescribeConsumer.ts'
import { readQuantity } from './quantity.ts'

/** Containers of a Pod, or of the pods of a List; null where the value is neither. */
export function containersOf(value: unknown): { pods: number; containers: ContainerRecord[] } | null {
  if (!isObject(value)) return null
  const items = Array.isArray(value.items) ? value.items : [value]
  const pods = items.filter(
    (item): item is JsonObject => isObject(item) && isObject(item.status) && isObject(item.metadata),
  )
  if (pods.length === 0 || (value.kind !== 'Pod' && value.kind !== 'List' && value.kind !== 'PodList')) return null
  const containers = pods.flatMap(ofPod)
  containers.forEach((container, ordinal) => (container.ordinal = ordinal))
  return { pods: pods.length, containers }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function timeOf(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}

function ofPod(pod: JsonObject): ContainerRecord[] {
  const metadata = objectOf(pod.metadata)
  const spec = objectOf(pod.spec)
  const status = objectOf(pod.status)
  const shared = { pod: textOf(metadata.name), namespace: textOf(metadata.namespace), node: textOf(spec.nodeName) }
  const of = (statuses: unknown, containers: unknown, isInit: boolean): ContainerRecord[] =>
    listOf(statuses).map((entry) => {
      const own = listOf(containers).find(({ name }) => name === entry.name) ?? {}
      return { ...emptyContainer(), ...shared, ...stateOf(entry), ...allowanceOf(own), isInit }
    })
  return [
    ...of(status.initContainerStatuses, spec.initContainers, true),
    ...of(status.containerStatuses, spec.containers, false),
  ]
}

function stateOf(entry: JsonObject): Partial<ContainerRecord> {
  const state = objectOf(entry.state)
  const kind = (['terminated', 'running', 'waiting'] as const).find((name) => isObject(state[name]))
  const now = kind ? objectOf(state[kind]) : {}
  const last = objectOf(objectOf(entry.lastState).terminated)
  return {
    container: textOf(entry.name),
    image: textOf(entry.image),
    state: kind ?? 'unknown',
    reason: textOf(now.reason),
    exitCode: numberOf(now.exitCode),
    startedMs: timeOf(now.startedAt),
    finishedMs: timeOf(now.finishedAt),
    lastReason: textOf(last.reason),
    lastExitCode: numberOf(last.exitCode),
    lastStartedMs: timeOf(last.startedAt),
    lastFinishedMs: timeOf(last.finishedAt),
    restarts: numberOf(entry.restartCount),
    isReady: typeof entry.ready === 'boolean' ? entry.ready : null,
  }
}

function allowanceOf(container: JsonObject): Partial<ContainerRecord> {
  const resources = objectOf(container.resources)
  const limits = objectOf(resources.limits)
  const requests = objectOf(resources.requests)
  const settings = listOf(container.env).filter(({ name, value }) => SETTINGS.test(textOf(name)) && value !== undefined)
  return {
    memoryLimit: readQuantity(limits.memory),
    memoryRequest: readQuantity(requests.memory),
    cpuLimit: readQuantity(limits.cpu),
    environment: Object.fromEntries(settings.map(({ name, value }) => [textOf(name), String(value as string)])),
  }
}

// YAML ------------------------------------------------------------------------------------------------------------------------

interface YamlLine {
  indent: number
  text: string
}

/** Nesting at most; kubectl's own objects have a dozen levels. */
const MAX_DEPTH = 64

/** The value of a YAML text in kubectl's form; what goes beyond it (anchors, flow collections with content) is kept as text. */
export function readYaml(text: string): unknown {
  const lines: YamlLine[] = []
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trimStart()
    if (trimmed === '' || trimmed.startsWith('#') || trimmed === '---') continue
    lines.push({ indent: line.length - trimmed.length, text: trimmed.trimEnd() })
  }
  const at = { index: 0 }
  return block(lines, at, lines[0]?.indent ?? 0, 0)
}

function block(lines: YamlLine[], at: { index: number }, indent: number, depth: number): unknown {
  const first = lines[at.index]
  if (!first || first.indent < indent || depth > MAX_DEPTH) return null
  return /^-(?: |$)/.test(first.text) ? list(lines, at, first.indent, depth) : map(lines, at, first.indent, depth)
}

function list(lines: YamlLine[], at: { index: number }, indent: number, depth: number): unknown[] {
  const items: unknown[] = []
  for (
    let line = lines[at.index];
    line && line.indent === indent && /^-(?: |$)/.test(line.text);
    line = lines[at.index]
  ) {
    const rest = line.text.slice(1).trimStart()
    if (rest === '') {
      at.index++
      items.push(block(lines, at, indent + 1, depth + 1))
    } else if (KEY.test(rest)) {
      // `- name: x`: a map whose first key stands in the line of its dash.
      line.indent += line.text.length - rest.length
      line.text = rest
      items.push(map(lines, at, line.indent, depth + 1))
    } else {
      at.index++
      items.push(scalar(rest))
    }
  }
  return items
}

const KEY = /^(?<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:#-][^:]*?|[^\s:]+?):(?:\s(?<value>.*))?$/

function map(lines: YamlLine[], at: { index: number }, indent: number, depth: number): JsonObject {
  const result: JsonObject = {}
  for (let line = lines[at.index]; line && line.indent === indent; line = lines[at.index]) {
    const groups = KEY.exec(line.text)?.groups
    at.index++
    if (groups === undefined) continue
    const key = String(scalar(groups.key ?? ''))
    const value = groups.value?.trimStart() ?? ''
    let held: unknown
    if (/^[|>][+-]?\d?$/.test(value)) held = skipDeeper(lines, at, indent)
    else if (value !== '') {
      held = scalar(value)
      // A plain text may go on in deeper lines.
      skipDeeper(lines, at, indent)
    } else {
      const next = lines[at.index]
      const isList = next !== undefined && next.indent === indent && /^-(?: |$)/.test(next.text)
      held = isList || (next && next.indent > indent) ? block(lines, at, isList ? indent : indent + 1, depth + 1) : null
    }
    if (key !== '__proto__') result[key] = held
    // What is deeper than it should be belongs to nothing.
    skipDeeper(lines, at, indent)
  }
  return result
}

function skipDeeper(lines: YamlLine[], at: { index: number }, indent: number): string {
  const from = at.index
  while ((lines[at.index]?.indent ?? -1) > indent) at.index++
  return lines
    .slice(from, at.index)
    .map(({ text }) => text)
    .join('\n')
}

function scalar(text: string): unknown {
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) {
    try {
      return JSON.parse(text) as unknown
    } catch {
      return text.slice(1, -1)
    }
  }
  if (/^'.*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null' || text === '~') return null
  if (text === '{}') return {}
  if (text === '[]') return []
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text
}
