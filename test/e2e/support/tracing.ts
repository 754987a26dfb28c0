// Which sockets a program and its children open, by strace. End-to-end tests start their programs through here (the browser of some: see
// support/loopback.ts), so that a word to another machine fails the test that sent it.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Traced {
  /** A program with the same command line; the program itself where nothing can be traced. */
  executable: string
  /** What has gone to other machines so far, as lines of the trace. */
  foreignTraffic(): string[]
}

const CALLS = 'socket,connect,sendto,sendmsg,sendmmsg'

let reason: string | null | undefined
/** Why sockets are not traced here; null where they are. */
export function whyNotTraced(): string | null {
  if (reason !== undefined) return reason
  if (process.env['HEAPCASE_TRACE'] === '0') reason = 'HEAPCASE_TRACE=0'
  else if (process.platform !== 'linux') reason = 'strace is a Linux program'
  else {
    try {
      execFileSync('strace', ['-f', '--seccomp-bpf', '-qq', '-e', `trace=${CALLS}`, '-o', '/dev/null', 'true'], {
        stdio: 'ignore',
      })
      reason = null
    } catch {
      reason = 'strace is not installed or may not trace here'
    }
  }
  if (reason !== null) console.log(`sockets are not traced: ${reason}`)
  return reason
}

export const untraced = (executable: string): Traced => ({ executable, foreignTraffic: () => [] })

/** A wrapper around `executable` that records the sockets of it and of what it starts. */
export function traced(executable: string): Traced {
  if (whyNotTraced() !== null) return untraced(executable)
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-trace-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const log = join(folder, 'sockets')
  const wrapper = join(folder, 'traced')
  writeFileSync(
    wrapper,
    `#!/bin/sh\nexec strace -f --seccomp-bpf -qq -y -A -e trace=${CALLS} -e signal=none -o '${log}' '${executable}' "$@"\n`,
  )
  chmodSync(wrapper, 0o755)
  return {
    executable: wrapper,
    foreignTraffic: () => (existsSync(log) ? foreignTraffic(readFileSync(log, 'utf8')) : []),
  }
}

/**
 * Lines of a strace log (-y) in which something leaves this machine: a stream connected to another address, or a datagram sent
 * to one. A datagram socket that is connected and sends nothing does not count: Chromium asks the kernel in this way whether
 * there is a route to IPv6, and no switch keeps it from asking.
 */
export function foreignTraffic(log: string): string[] {
  /** Inode of each datagram socket, and the foreign address it is connected to, once it is. */
  const datagrams = new Set<string>()
  const connected = new Map<string, string>()
  const unfinished = new Map<string, string>()
  const found: string[] = []
  for (const whole of log.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(whole) ?? []
    const isCut = rest.endsWith('<unfinished ...>')
    if (isCut) unfinished.set(pid, rest)
    const call = rest.startsWith('<...') ? `${unfinished.get(pid) ?? ''}${rest}` : rest
    // Sends are judged when they begin: their address is there already.
    if (rest.startsWith('<...') && !call.startsWith('socket(')) continue
    const inode = /<socket:\[(\d+)\]>/.exec(call)?.[1]
    if (inode === undefined) continue
    if (call.startsWith('socket(')) {
      if (/AF_INET6?, SOCK_DGRAM/.test(call)) datagrams.add(inode)
      continue
    }
    const isForeign = hasForeignAddress(call)
    if (call.startsWith('connect(')) {
      if (!isForeign) connected.delete(inode)
      else if (datagrams.has(inode)) connected.set(inode, whole)
      else found.push(whole)
    } else if (isForeign) found.push(whole)
    else if (connected.has(inode)) found.push(`${connected.get(inode)} … ${whole}`)
  }
  return found
}

function hasForeignAddress(call: string): boolean {
  if (!/sa_family=AF_INET6?\b/.test(call)) return false
  const ipv4 = /inet_addr\("([^"]+)"\)/.exec(call)?.[1]
  const ipv6 = /inet_pton\(AF_INET6, "([^"]+)"/.exec(call)?.[1]
  if (ipv4 !== undefined) return !ipv4.startsWith('127.')
  if (ipv6 !== undefined) return ipv6 !== '::1' && !ipv6.startsWith('::ffff:127.')
  return true
}
