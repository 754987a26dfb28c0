// Who is answerable for a stack: the deepest frame that is the application's own, not the library it calls.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { newNames, numberFrames, stackValues, type Names } from './frames.ts'

/** Top-level directories of Go's standard library. An import path may lack a dot and still be the application's (`module orders`). */
const STANDARD = new Set(
  (
    'archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html ' +
    'image index internal io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort strconv strings structs ' +
    'sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
)

/** Package path of a function name: `net/http` of `net/http.(*conn).serve`. Dots before the last slash belong to the path. */
export function packageOf(functionName: string): string {
  const bracket = functionName.search(/[[(]/)
  const head = bracket < 0 ? functionName : functionName.slice(0, bracket)
  const slash = head.lastIndexOf('/')
  const dot = head.indexOf('.', slash + 1)
  return dot < 0 ? head : head.slice(0, dot)
}

/** How near to the investigator's own code a function is. */
export type Origin = 'application' | 'dependency' | 'standard'

/** What a C compiler puts behind the name of a part of a function: `inflate.part.0`. Go has no names that end so. */
const C_CLONE = /^[\w$]+(?:\.(?:part|constprop|isra|cold|lto_priv|clone)(?:\.\d+)*)+$/

/**
 * Standard library (with golang.org/x), a module of another version tree (its file lies in a folder `name@v1.2.3`, or in the `vendor`
 * folder of the application), or the application. C, unnamed and compiler-made code (`type:.hash.…`, the `deferwrap1` around a
 * deferred call) counts as standard: nobody edits it here.
 */
export function originOf(functionName: string, file: string): Origin {
  const path = packageOf(functionName)
  const first = path.slice(0, path.indexOf('/') < 0 ? path.length : path.indexOf('/'))
  if (!functionName.includes('.') || /^(0x|_|\[|<|type:|type\.\.|go:|go\.)|\.deferwrap\d+$/.test(functionName))
    return 'standard'
  if (C_CLONE.test(functionName)) return 'standard'
  // The standard library has a vendor folder, too; its packages carry it in their paths.
  if (first === 'vendor' || path.startsWith('golang.org/x/')) return 'standard'
  // Function names escape the dots of the last part of a path: gopkg.in/yaml%2ev3.Unmarshal.
  if (/@v\d/.test(file) || file.includes(`/vendor/${path.replaceAll('%2e', '.')}/`)) return 'dependency'
  if (first === 'main') return 'application'
  return !first.includes('.') && STANDARD.has(first) ? 'standard' : 'application'
}

/** Samples that one function of the application is answerable for. */
export interface Site {
  functionName: string
  file: string
  value: number
  /** What it called that the samples end in, by value; the function itself where it is the leaf. Heaviest first. */
  leaves: { functionName: string; value: number }[]
  /** The application's functions that called it, heaviest first; empty where it is the outermost one. */
  callers: { functionName: string; value: number }[]
}

/**
 * The samples of a profile by site: the application's innermost function on the stack; where there is none the innermost one of a
 * dependency; else the leaf. `accepts` limits it to stacks on which it holds for some frame. Values of all sites add up to the total.
 */
export function sites(
  columns: ProfileColumns,
  typeIndex: number,
  accepts: ((functionName: string) => boolean) | null = null,
): Site[] {
  const names = newNames()
  const { start, name } = numberFrames(columns, names)
  const values = stackValues(columns, typeIndex)
  const origins = names.names.map((functionName, i) => originOf(functionName, names.files[i] ?? ''))
  const accepted = accepts && Uint8Array.from(names.names, (functionName) => (accepts(functionName) ? 1 : 0))
  const bySite = new Map<number, { value: number; leaves: Map<number, number>; callers: Map<number, number> }>()
  for (let stack = 0; stack < values.length; stack++) {
    const value = values[stack] as number
    if (value === 0) continue
    let [leaf, own, foreign, caller] = [-1, -1, -1, -1]
    let isAccepted = accepted === null
    for (let at = columns.stackStart[stack] as number; at < (columns.stackStart[stack + 1] as number); at++) {
      const location = columns.stackLocation[at] as number
      for (let frame = start[location] as number; frame < (start[location + 1] as number); frame++) {
        const fn = name[frame] as number
        if (leaf < 0) leaf = fn
        if (accepted?.[fn] === 1) isAccepted = true
        const origin = origins[fn]
        if (origin === 'dependency' && foreign < 0) foreign = fn
        if (origin !== 'application') continue
        if (own < 0) own = fn
        else if (caller < 0 && fn !== own) caller = fn
      }
    }
    if (leaf < 0 || !isAccepted) continue
    const site = own >= 0 ? own : foreign >= 0 ? foreign : leaf
    let entry = bySite.get(site)
    if (!entry) bySite.set(site, (entry = { value: 0, leaves: new Map(), callers: new Map() }))
    entry.value += value
    entry.leaves.set(leaf, (entry.leaves.get(leaf) ?? 0) + value)
    if (caller >= 0) entry.callers.set(caller, (entry.callers.get(caller) ?? 0) + value)
  }
  return [...bySite]
    .map(([fn, { value, leaves, callers }]) => ({
      functionName: names.names[fn] as string,
      file: names.files[fn] as string,
      value,
      leaves: named(names, leaves),
      callers: named(names, callers),
    }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.functionName < b.functionName ? -1 : 1))
}

const named = (names: Names, values: Map<number, number>): { functionName: string; value: number }[] =>
  [...values]
    .map(([fn, value]) => ({ functionName: names.names[fn] as string, value }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.functionName < b.functionName ? -1 : 1))
