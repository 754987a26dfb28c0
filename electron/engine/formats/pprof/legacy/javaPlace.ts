// What Java profiles write behind an address: `java.util.HashMap.get (HashMap.java:543)`, `native (/usr/lib/libc.so)`. By hand, as a pattern
// for a name that may itself hold blanks and brackets takes more than linear time for lines made for it.

export interface JavaPlace {
  functionName: string
  /** What stands in the last brackets, without the number of a line. */
  file: string
  /** Null where there is none. */
  line: number | null
}

/** Null where nothing in brackets ends the words. */
export function javaPlace(words: string): JavaPlace | null {
  if (!words.endsWith(')')) return null
  let open = words.lastIndexOf('(')
  while (open > 0 && !/\s/.test(words[open - 1] as string)) open = words.lastIndexOf('(', open - 1)
  if (open <= 0) return null
  const inside = words.slice(open + 1, -1)
  const functionName = words.slice(0, open).trimEnd()
  const colon = inside.lastIndexOf(':')
  if (colon > 0 && /^-?\d+$/.test(inside.slice(colon + 1)))
    return { functionName, file: inside.slice(0, colon), line: Math.max(0, Number(inside.slice(colon + 1))) }
  return { functionName, file: inside, line: null }
}
