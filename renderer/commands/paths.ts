// Calls that need a path: the shell asks where it has dialogs of its own, the window's folder browser where it has not.
import type { Result } from '../../shared/lib/result.ts'
import { usePathRequestStore, type PathQuestion } from '../stores/pathRequest.ts'

/** Calls with null first; when the shell answers `shell/needs-path`, asks the user and calls again. Null: not wanted. */
export async function withPath<T>(
  question: PathQuestion,
  call: (path: string | null) => Promise<Result<T | null>>,
): Promise<Result<T | null>> {
  const answer = await call(null)
  if (answer.ok || answer.error.code !== 'shell/needs-path') return answer
  const [path] = await usePathRequestStore().ask(question)
  return path === undefined ? { ok: true, value: null } : call(path)
}
