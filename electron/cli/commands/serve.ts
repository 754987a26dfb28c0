import { openAppWindow } from '../../loopback/appWindow.ts'
import { startLoopback } from '../../loopback/startLoopback.ts'
import { EXIT, UsageError, isSet, textOption } from '../command.ts'
import type { Command, OptionValues } from '../command.ts'

export const serveCommand: Command = {
  name: 'serve',
  usage: '[CASE.heapcase] [--port N] [--open]',
  help: `
Serves the window on 127.0.0.1 and prints a link to open in a browser on this machine. For a machine without a screen: forward the
port with ssh -L and open the link at home. The link works once, for one browser tab; nothing but this machine can connect.
Ends with Ctrl-C. With --json the link is printed as { url, port }.

Options:
      --port N           the port; any free one if left out
      --open             open the window in an installed Chromium, and end when it is closed`,
  options: { port: { type: 'string' }, open: { type: 'boolean' } },

  async run({ terminal, signal, resolvePath }, values, paths) {
    const [path, ...more] = paths
    if (more.length > 0) throw new UsageError('name at most one case file')
    const shell = await startLoopback({
      ...(path !== undefined && { casePath: resolvePath(path) }),
      port: portOption(values),
    })
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    const link = shell.newLink()
    const window = isSet(values, 'open') ? await openAppWindow(link) : null
    if (terminal.isJson) terminal.json({ url: link, port: shell.port })
    else if (!window) terminal.print(`Open this link in a browser on this machine (it works once):\n${link}`)
    await Promise.race([stopped, ...(window ? [window.closed] : [])])
    window?.close()
    await Promise.all([shell.close(), window?.closed])
    // Ctrl-C is how a server is ended, not a cancelled command.
    return EXIT.ok
  },
}

function portOption(values: OptionValues): number {
  const text = textOption(values, 'port')
  if (text === null) return 0
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`--port is a number from 1 to 65535, not ${text}`)
}
