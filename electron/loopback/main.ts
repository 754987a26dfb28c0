// The loopback shell as a program: `node electron/loopback/main.ts [case.heapcase] [--no-open] [--port=N] [--user-data-dir=DIR]
// [--documents=DIR] [--web-root=DIR] [--bundles=DIR] [--development]`. Prints the start link on a line of its own when it opens no window.
import { parseArgs } from 'node:util'
import { toCallError } from '../../shared/lib/result.ts'
import { useCompileCache } from '../utility/compileCache.ts'
import type { LoopbackOptions } from './startLoopback.ts'

useCompileCache()
const [{ openAppWindow }, { startLoopback }] = await Promise.all([
  import('./appWindow.ts'),
  import('./startLoopback.ts'),
])

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'no-open': { type: 'boolean', default: false },
      port: { type: 'string' },
      'user-data-dir': { type: 'string' },
      documents: { type: 'string' },
      'web-root': { type: 'string' },
      bundles: { type: 'string' },
      development: { type: 'boolean', default: false },
    },
  })
  const [casePath] = positionals
  const options: LoopbackOptions = {
    ...(casePath !== undefined && { casePath }),
    ...(values['user-data-dir'] !== undefined && { userData: values['user-data-dir'] }),
    ...(values.documents !== undefined && { documents: values.documents }),
    ...(values['web-root'] !== undefined && { webRoot: values['web-root'] }),
    ...(values.bundles !== undefined && { bundles: values.bundles }),
    isDevelopment: values.development,
    ...(values.port !== undefined && { port: Number(values.port) }),
  }
  const shell = await startLoopback(options)
  const stop = Promise.withResolvers<void>()
  // A terminal and the starting program both send it: the second one must not end us before everything is put away.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.resolve())

  const link = shell.newLink()
  const window = values['no-open'] ? null : await openAppWindow(link)
  if (window) void window.closed.then(() => stop.resolve())
  else console.log(`Heapcase is ready. Open this link in a browser on this machine (it works once):\n${link}`)

  await stop.promise
  window?.close()
  await Promise.all([shell.close(), window?.closed])
}

main().catch((error: unknown) => {
  console.error(toCallError(error).message)
  process.exitCode = 1
})
