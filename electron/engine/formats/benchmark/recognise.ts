import { LineSplitter } from '../lines.ts'
import type { Recognition } from '../reader.ts'
import { configLine, isResultStart, lineText, resultLine } from './resultLine.ts'
import { TestJson } from './testJson.ts'

/** Null: no line of the text is a complete benchmark result, nor does it begin like a run of benchmarks. */
export function benchmarkIn(text: Uint8Array): Recognition | null {
  let results = 0
  const go = new Set<string>()
  let units = 0
  let first = 0
  const json = new TestJson()
  const judge = (line: string, number: number): void => {
    if (isResultStart(line)) {
      const read = resultLine(line)
      if (read === 'name' || 'fault' in read) return
      results++
      if (first === 0) first = number
    } else if (/^Unit \S+ (?:better|assume)=/.test(line)) units++
    else {
      const setting = configLine(line)
      if (setting !== null && /^(?:goos|goarch|pkg)$/.test(setting.key)) go.add(setting.key)
    }
  }
  const splitter = new LineSplitter((bytes, from, to, number) => {
    if (results > 2 || to === from || to - from > 64 * 1024) return
    const line = lineText(bytes, from, to)
    const inner = json.lines(line)
    if (inner === null) judge(line, number)
    else for (const part of inner) judge(part, number)
  })
  splitter.push(text)
  splitter.finish()
  const recognition = (confidence: number, because: string): Recognition => ({
    kind: 'benchmark',
    variant: null,
    confidence,
    because,
  })
  if (results > 0) return recognition(0.98, `line ${first} is a result of go test -bench`)
  if (go.size >= 2 || units > 0) return recognition(0.7, 'it begins like the output of go test -bench')
  return null
}
