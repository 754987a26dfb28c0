// A figure behind the file it is from, as `grep . memory.*` and people write it: `memory.max:1024`, `memory.current = 512`.
const PATH = /^(?:\S*\/)?memory\.[a-z_.]+(?=[\s:=])/
const FILE = /memory\.[a-z_.]+$/

/** The path as it stands there, the name of its file and what follows; null: no such line. */
export function greppedLine(text: string): { path: string; file: string; rest: string } | null {
  const path = PATH.exec(text)?.[0]
  if (path === undefined) return null
  const behind = text.slice(path.length).trimStart()
  const rest = /^[:=]/.test(behind) ? behind.slice(1).trimStart() : behind
  return rest === '' ? null : { path, file: FILE.exec(path)?.[0] ?? path, rest }
}
