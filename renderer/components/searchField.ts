import type { FilterError } from '../../shared/filter/parseFilter.ts'

/** The typed text cut at its faults, so that they can be marked in place. */
export function markedParts(text: string, errors: readonly FilterError[]): { text: string; isFault: boolean }[] {
  const parts: { text: string; isFault: boolean }[] = []
  let at = 0
  for (const { from, to } of [...errors].sort((a, b) => a.from - b.from)) {
    const start = Math.max(at, from)
    const end = Math.max(start, Math.max(to, from + 1))
    if (start > at) parts.push({ text: text.slice(at, start), isFault: false })
    parts.push({ text: text.slice(start, end), isFault: true })
    at = end
  }
  if (at < text.length) parts.push({ text: text.slice(at), isFault: false })
  return parts.filter((part) => part.text !== '')
}

/** What is wrong, in the language shown, with what would be right. */
export function filterErrorText(
  { code, subject, expected }: FilterError,
  t: (key: string, values: Record<string, unknown>) => string,
): string {
  const list = expected.slice(0, 8).join(', ')
  return t(`filter.error.${code}`, { subject, expected: expected.length > 8 ? `${list} …` : list })
}
