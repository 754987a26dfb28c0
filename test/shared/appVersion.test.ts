import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { APP_VERSION } from '../../shared/lib/appVersion.ts'

it('is the version of package.json', () => {
  const path = resolve(import.meta.dirname, '../../package.json')
  expect(APP_VERSION).toBe((JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version)
})
