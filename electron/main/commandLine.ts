import { resolve } from 'node:path'

/**
 * Files named on a command line (without the binary): cases to open and sources to import. Switches, the app's own folder (given
 * where the app is not packaged) and what does not exist are left out.
 */
export function filesFromArguments(
  args: readonly string[],
  workingDirectory: string,
  appPath: string,
  exists: (path: string) => boolean,
): { cases: string[]; sources: string[] } {
  const paths = args
    .filter((arg) => arg !== '' && !arg.startsWith('-'))
    .map((arg) => resolve(workingDirectory, arg))
    .filter((path) => path !== appPath)
  const isCase = (path: string): boolean => path.toLowerCase().endsWith('.heapcase')
  return {
    cases: paths.filter((path) => isCase(path) && exists(path)),
    sources: paths.filter((path) => !isCase(path) && exists(path)),
  }
}
