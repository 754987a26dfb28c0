// A job's failure as text for a bug report or a colleague.
import type { JobStatus } from '../../shared/contract/appCalls.ts'
import type { CallError } from '../../shared/lib/result.ts'

const errorLines = (error: CallError): string[] => [
  `${error.code}: ${error.message}`,
  ...Object.entries(error.detail ?? {}).map(([name, value]) => `  ${name}: ${value}`),
]

/** What went wrong, where, and when; in English, as messages of the engine are. */
export function failureText(job: JobStatus): string {
  const lines = [`${job.kind} ${job.state}`, `started ${new Date(job.startedAtMs).toISOString()}`]
  if (job.endedAtMs !== null) lines.push(`ended ${new Date(job.endedAtMs).toISOString()}`)
  if (job.progress.phase) lines.push(`phase ${job.progress.phase}`)
  if (job.progress.file !== null) lines.push(`file ${job.progress.file}`)
  if (job.error) lines.push(...errorLines(job.error))
  if (job.result?.kind === 'import')
    for (const { path, error } of job.result.outcomes) if (error) lines.push(path, ...errorLines(error))
  return lines.join('\n')
}
