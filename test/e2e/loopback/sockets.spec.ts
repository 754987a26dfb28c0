// Every test of both shells runs with its sockets traced (support/tracing.ts). These show that the trace would tell.
import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { foreignTraffic, traced, whyNotTraced } from '../support/tracing.ts'

/** Node programs; 192.0.2.1 is kept free for documentation, nothing ever answers there. */
const PROGRAMS = {
  'a stream to another machine': `const s = require('net').connect(9, '192.0.2.1'); s.on('error', () => {}); setTimeout(() => process.exit(), 50)`,
  'a datagram to another machine': `const s = require('dgram').createSocket('udp4'); s.send('x', 9, '192.0.2.1', () => s.close())`,
  'a datagram through a connected socket': `const s = require('dgram').createSocket('udp4'); s.connect(9, '192.0.2.1', () => s.send('x', () => s.close()))`,
}

for (const [what, program] of Object.entries(PROGRAMS)) {
  test(`the trace tells of ${what}`, () => {
    test.skip(whyNotTraced() !== null, whyNotTraced() ?? '')
    const trace = traced(process.execPath)
    execFileSync(trace.executable, ['-e', program])
    expect(trace.foreignTraffic()).toHaveLength(1)
    expect(trace.foreignTraffic()[0]).toContain('192.0.2.1')
  })
}

test('the trace is silent about this machine and about asking for a route', () => {
  test.skip(whyNotTraced() !== null, whyNotTraced() ?? '')
  const trace = traced(process.execPath)
  execFileSync(trace.executable, [
    '-e',
    `const server = require('net').createServer().listen(0, '127.0.0.1', () => {
       const s = require('net').connect(server.address().port, '127.0.0.1', () => { s.destroy(); server.close() })
     })
     const udp = require('dgram').createSocket('udp4'); udp.connect(9, '192.0.2.1', () => udp.close())`,
  ])
  expect(trace.foreignTraffic()).toEqual([])
})

test('a call that was interrupted in the trace is put together again', () => {
  const log = [
    '7 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP <unfinished ...>',
    '8 sendto(3<socket:[1]>, "x", 1, 0, NULL, 0) = 1',
    '7 <... socket resumed>) = 5<socket:[42]>',
    '7 connect(5<socket:[42]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
    '7 sendto(5<socket:[42]>, "x", 1, 0, NULL, 0 <unfinished ...>',
    '7 <... sendto resumed>) = 1',
  ]
  expect(foreignTraffic(log.slice(0, 4).join('\n'))).toEqual([])
  expect(foreignTraffic(log.join('\n'))).toHaveLength(1)
})
