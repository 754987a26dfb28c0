import type { GoroutineSnapshot } from '../../../shared/contract/caseCalls.ts'

/** What the runtime said when the process ended (or a panic was recovered), the outermost first, as it prints it. Empty: nothing. */
export function crashMessages({
  crash,
  message,
  cause,
}: Pick<GoroutineSnapshot, 'crash' | 'message' | 'cause'>): string[] {
  const lines: string[] = []
  const add = (line: string): void => {
    const [first = ''] = line.split('\n')
    if (first !== '' && !lines.includes(first)) lines.push(first)
  }
  if (cause === 'fatal' && message !== null) add(`fatal error: ${message}`)
  for (const panic of [...(crash?.panics ?? [])].reverse())
    add(`panic: ${panic.message}${panic.isRecovered ? ' [recovered]' : ''}`)
  if (cause === 'recovered' && message !== null) add(`panic: ${message} [recovered]`)
  const signal = crash?.signal
  if (signal) add(`${signal.name}: ${signal.text}`)
  if (lines.length === 0 && (cause === 'panic' || cause === 'signal') && message !== null) add(message)
  return lines
}
