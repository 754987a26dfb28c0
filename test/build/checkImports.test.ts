import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { earlyLoads } from '../../build/checkImports.ts'
import { temporaryFolder } from '../engine/casefile/support.ts'

it('tells what a program loads at its start, and by which way; types and import() do not count', () => {
  const root = temporaryFolder()
  const files = {
    'main.ts':
      "import { near } from './near.ts'\nimport type { Far } from './far/one.ts'\nvoid import('./far/two.ts')\n",
    'near.ts': "import type {\n  Far,\n} from './far/one.ts'\nexport {\n  other,\n} from './other.ts'\n",
    'other.ts': "import { three } from './far/three.ts'\n",
    'far/one.ts': '',
    'far/two.ts': '',
    'far/three.ts': "import { other } from '../other.ts'\n",
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  expect(earlyLoads(root, [{ program: 'main.ts', folders: ['far'] }])).toEqual([
    'early: main.ts > near.ts > other.ts > far/three.ts',
  ])
  expect(earlyLoads(root, [{ program: 'main.ts', folders: ['far/two.ts'] }])).toEqual([])
})
