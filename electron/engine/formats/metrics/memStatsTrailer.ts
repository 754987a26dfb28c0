// The trailer of a heap profile in text (`?debug=1`), under the names of its JSON form:
//   # runtime.MemStats
//   # Alloc = 31415926
//   # Stack = 1048576 / 1114112        in use, of the system
//   # PauseNs = [12345 23456 0 …]

const STATISTIC = /^# (?<name>[A-Z]\w+) = (?<value>.+)$/

/** A trailer's statistics so far. */
export type Statistics = Record<string, unknown>

export const beginsTrailer = (text: string): boolean => text.trimEnd() === '# runtime.MemStats'

/** False: the line is none of a trailer. */
export function readStatistic(text: string, statistics: Statistics): boolean {
  const groups = STATISTIC.exec(text.trimEnd())?.groups
  if (groups === undefined) return false
  const { name = '', value = '' } = groups
  const pair = /^(\d+) \/ (\d+)$/.exec(value)
  if (pair) {
    statistics[`${name}Inuse`] = Number(pair[1])
    statistics[`${name}Sys`] = Number(pair[2])
  } else if (/^\[.*\]$/.test(value)) statistics[name] = value.slice(1, -1).trim().split(/\s+/).map(Number)
  else if (/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(value)) statistics[name] = Number(value)
  else if (value === 'true' || value === 'false') statistics[name] = value === 'true'
  return true
}
