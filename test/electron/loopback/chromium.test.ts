import { describe, expect, it } from 'vitest'
import {
  findChromium,
  findInstalledChromium,
  installedPlaces,
  quietChromiumArgs,
} from '../../../electron/loopback/chromium.ts'
import { librariesNotFound } from '../../../electron/loopback/npmChromium.ts'
import { CodedError } from '../../../shared/lib/result.ts'

const npm = { executable: '/tmp/npm/chromium', origin: 'npm' as const, env: {} }
const fromNpm = () => Promise.resolve(npm)

describe('findChromium', () => {
  it('takes the one named by HEAPCASE_CHROMIUM before an installed one', async () => {
    const found = await findChromium({
      env: { HEAPCASE_CHROMIUM: '/opt/c', PATH: '/usr/bin' },
      exists: () => true,
      fromNpm,
    })
    expect(found).toEqual({ ok: true, value: { executable: '/opt/c', origin: 'HEAPCASE_CHROMIUM', env: {} } })
  })

  it('says so when HEAPCASE_CHROMIUM names nothing, instead of taking another', async () => {
    const found = await findChromium({ env: { HEAPCASE_CHROMIUM: '/opt/c' }, exists: () => false, fromNpm })
    expect(found).toMatchObject({ ok: false, error: { code: 'chromium/not-there', detail: { path: '/opt/c' } } })
  })

  it.each([
    ['linux', { PATH: '/bin:/usr/bin' }, '/usr/bin/google-chrome'],
    ['darwin', {}, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', { 'PROGRAMFILES(X86)': 'C:\\P86' }, 'C:\\P86\\Microsoft\\Edge\\Application\\msedge.exe'],
  ] as const)('finds an installed one on %s', (platform, env, executable) => {
    const found = findInstalledChromium({ env, platform, exists: (path) => path === executable })
    expect(found).toEqual({ executable, origin: 'installed', env: {} })
  })

  it('goes to the one from npm where none is installed, and on HEAPCASE_CHROMIUM=npm', async () => {
    expect(await findChromium({ env: { PATH: '/bin' }, exists: () => false, fromNpm })).toEqual({
      ok: true,
      value: npm,
    })
    expect(await findChromium({ env: { HEAPCASE_CHROMIUM: 'npm' }, exists: () => true, fromNpm })).toEqual({
      ok: true,
      value: npm,
    })
  })

  it('passes on which libraries are missing', async () => {
    const missing = new CodedError('chromium/missing-libraries', 'needs libnss3.so', { libraries: 'libnss3.so' })
    expect(
      await findChromium({ env: {}, platform: 'linux', exists: () => false, fromNpm: () => Promise.reject(missing) }),
    ).toEqual({ ok: false, error: missing.toCallError() })
  })

  it('looks into every folder of PATH', () => {
    expect(installedPlaces({ PATH: '/a:/b' }, 'linux')).toEqual(expect.arrayContaining(['/a/chromium', '/b/chromium']))
  })
})

describe('librariesNotFound', () => {
  it('reads ldd', () => {
    expect(
      librariesNotFound('\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibnspr4.so => not found\n'),
    ).toEqual(['libnss3.so', 'libnspr4.so'])
  })

  it('reads the message of the loader', () => {
    expect(
      librariesNotFound(
        './chromium: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file',
      ),
    ).toEqual(['libnss3.so'])
  })
})

describe('quietChromiumArgs', () => {
  it('switches the sandbox off as root and never otherwise', () => {
    expect(quietChromiumArgs({ allowLoopback: true }).includes('--no-sandbox')).toBe(process.getuid?.() === 0)
  })

  it('leads every name to this machine', () => {
    expect(quietChromiumArgs({ allowLoopback: false })).toContain('--host-resolver-rules=MAP * 127.0.0.1:9')
  })
})
