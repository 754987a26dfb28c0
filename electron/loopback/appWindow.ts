import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { findInstalledChromium, quietChromiumArgs } from './chromium.ts'

export interface AppWindow {
  /** Resolves when the window was closed. */
  closed: Promise<void>
  close(): void
}

/**
 * Opens a link in a Chromium window without tabs and address bar. It has a profile of its own, so its end is the app's end.
 * Null where no Chromium with windows is installed, or where there is no screen.
 */
export async function openAppWindow(link: string): Promise<AppWindow | null> {
  const isBlind = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  const chromium = isBlind ? null : findInstalledChromium()
  if (!chromium) return null
  const profile = await mkdtemp(join(tmpdir(), 'heapcase-window-'))
  const child = spawn(
    chromium.executable,
    [
      ...quietChromiumArgs({ allowLoopback: true }),
      `--user-data-dir=${profile}`,
      '--window-size=1280,800',
      `--app=${link}`,
    ],
    { stdio: 'ignore', env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...process.env, ...chromium.env } },
  )
  const closed = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  }).then(() => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return { closed, close: () => void child.kill('SIGTERM') }
}
