// `npm run -s heapcase -- <arguments>`: the process around the command line.
import { useCompileCache } from '../utility/compileCache.ts'

useCompileCache()

const cancel = new AbortController()
let interrupts = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cancel.abort()
    // A second Ctrl-C does not wait: an import that is cut off leaves nothing behind anyway.
    if (++interrupts > 1) process.exit(130)
  })
}
// The reader of a pipe may stop early (`heapcase info … | head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// npm runs scripts in the folder of package.json and names the caller's own in INIT_CWD.
const isNpmScript = process.env.npm_lifecycle_event === 'heapcase'
const { runCommandLine } = await import('./run.ts')
process.exitCode = await runCommandLine({
  argv: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: (isNpmScript && process.env.INIT_CWD) || process.cwd(),
  signal: cancel.signal,
})
