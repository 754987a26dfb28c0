import { CodedError } from '../../shared/lib/result.ts'
import { CaseFile } from '../engine/casefile/CaseFile.ts'
import { EXIT, CommandError } from './command.ts'

/** Opens a case for a command, closes it whatever happens. A case that can not be opened ends the command with code 3. */
export async function withCase<T>(
  path: string,
  mode: 'readOnly' | 'readWrite',
  work: (caseFile: CaseFile) => T | Promise<T>,
): Promise<T> {
  const caseFile = caseFileOr3(() => CaseFile.open(path, { mode }))
  try {
    return await work(caseFile)
  } finally {
    caseFile.close()
  }
}

/** What opens or creates a case, with its errors as exit code 3. */
export function caseFileOr3<T>(open: () => T): T {
  try {
    return open()
  } catch (thrown) {
    if (thrown instanceof CodedError) throw new CommandError(EXIT.caseFile, thrown.toCallError())
    throw thrown
  }
}
