// Who may import whom: one table, checked with the tests. The same folder is always allowed; `test/` may import anything.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** Longest matching folder wins. Folders a folder may import, beside itself; bare names are packages it may not import. */
const RULES: { from: string; may: string[]; never?: RegExp }[] = [
  { from: 'shared/lib', may: [] },
  { from: 'shared/units', may: ['shared/lib'] },
  { from: 'shared/filter', may: ['shared/lib', 'shared/units'] },
  { from: 'shared/records', may: ['shared/lib', 'shared/units'] },
  { from: 'shared/commands', may: ['shared/lib', 'shared/records'] },
  {
    from: 'shared/contract',
    may: ['shared/lib', 'shared/units', 'shared/filter', 'shared/records', 'shared/collecting'],
  },
  { from: 'shared/collecting', may: ['shared/lib', 'shared/records'] },
  { from: 'electron/engine/formats', may: ['shared'], never: /^(electron|better-sqlite3)$/ },
  { from: 'electron/engine/casefile', may: ['shared'], never: /^electron$/ },
  { from: 'electron/engine/analysis', may: ['shared'], never: /^(electron|better-sqlite3|node:.*)$/ },
  {
    from: 'electron/engine/findings',
    may: ['shared', 'electron/engine/analysis'],
    never: /^(electron|better-sqlite3|node:.*)$/,
  },
  { from: 'electron/engine/report', may: ['shared', 'electron/engine/analysis'], never: /^(electron|better-sqlite3)$/ },
  { from: 'electron/engine/jobs', may: ['shared', 'electron/engine'], never: /^electron$/ },
  { from: 'electron/utility', may: ['shared', 'electron/engine'], never: /^electron$/ },
  // What both shells share: lives of processes, jobs, recent files. Knows neither `electron` nor the engine.
  { from: 'electron/host', may: ['shared'], never: /^(electron|better-sqlite3)$/ },
  {
    from: 'electron/loopback',
    may: ['shared', 'electron/engine', 'electron/utility', 'electron/host'],
    never: /^electron$/,
  },
  {
    from: 'electron/cli',
    may: ['shared', 'electron/engine', 'electron/utility', 'electron/host', 'electron/loopback'],
    never: /^electron$/,
  },
  { from: 'electron/main', may: ['shared', 'electron/host'], never: /^better-sqlite3$/ },
  { from: 'electron/preload', may: ['shared/contract', 'shared/records', 'shared/units', 'shared/lib'] },
  { from: 'renderer/charts', may: ['shared'], never: /^(vue|pinia|electron|node:.*)$/ },
  { from: 'renderer/i18n', may: ['shared'] },
  { from: 'renderer/help', may: ['shared', 'renderer/i18n'] },
  { from: 'renderer/api', may: ['shared', 'renderer/charts', 'renderer/i18n'] },
  { from: 'renderer/stores', may: ['shared', 'renderer/charts', 'renderer/i18n', 'renderer/api'] },
  {
    from: 'renderer/composables',
    may: ['shared', 'renderer/charts', 'renderer/i18n', 'renderer/api', 'renderer/stores'],
  },
  {
    from: 'renderer/components',
    may: [
      'shared',
      'renderer/charts',
      'renderer/help',
      'renderer/i18n',
      'renderer/api',
      'renderer/stores',
      'renderer/composables',
    ],
  },
  {
    from: 'renderer/views',
    may: [
      'shared',
      'renderer/charts',
      'renderer/i18n',
      'renderer/api',
      'renderer/stores',
      'renderer/composables',
      'renderer/components',
      'renderer/help',
    ],
  },
  // For development: it shows the shared parts, and nobody imports it (test/renderer/gallery.test.ts).
  {
    from: 'renderer/gallery',
    may: [
      'shared',
      'renderer/charts',
      'renderer/i18n',
      'renderer/api',
      'renderer/stores',
      'renderer/composables',
      'renderer/components',
      'renderer/styles',
    ],
    never: /^(electron|better-sqlite3|node:.*)$/,
  },
  { from: 'renderer', may: ['shared', 'renderer'], never: /^(electron|better-sqlite3|node:.*)$/ },
  { from: 'build', may: ['shared', 'electron', 'renderer/i18n', 'test/electron-on-chromium'] },
]

/** Exceptions, each with its reason. Empty is the goal. */
const DEBT: { file: string; imports: string; reason: string }[] = []

/** What a program loads when it starts reaches none of these folders or files: import() loads them where they are needed. */
const LATER: { program: string; folders: string[] }[] = [
  { program: 'electron/utility/caseProcess.ts', folders: ['electron/engine/report'] },
  { program: 'electron/utility/jobProcess.ts', folders: ['electron/engine/report', 'electron/engine/findings'] },
  { program: 'electron/cli/commands/info.ts', folders: ['electron/engine/report/index.ts'] },
]

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"\n;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\}\s*from\s*['"]([^'"]+)['"]/g

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (/\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path
  }
}

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** Every import of the tree that the table does not allow, as `file: imports what (why)`. */
export function importViolations(root: string): string[] {
  const faults: string[] = []
  for (const top of ['shared', 'electron', 'renderer', 'build']) {
    for (const path of sourceFiles(join(root, top))) {
      const file = relative(root, path).split(sep).join('/')
      const rule = RULES.filter(({ from }) => isIn(file, from)).sort((a, b) => b.from.length - a.from.length)[0]
      if (!rule) {
        faults.push(`${file}: no rule names its folder`)
        continue
      }
      for (const match of readFileSync(path, 'utf8').matchAll(IMPORT)) {
        const name = match[1] ?? match[2] ?? match[3] ?? ''
        if (DEBT.some((debt) => debt.file === file && debt.imports === name)) continue
        if (!name.startsWith('.')) {
          if (rule.never?.test(name) || (isIn(file, 'shared') && !name.startsWith('valibot')))
            faults.push(`${file}: may not import ${name}`)
          continue
        }
        const target = treePath(root, file, name)
        if (!isIn(target, rule.from) && !rule.may.some((folder) => isIn(target, folder)))
          faults.push(`${file}: may not import ${target}`)
      }
    }
  }
  return faults
}

/** Where a program loads at its start what is to be loaded later, as the way from file to file. */
export function earlyLoads(root: string, later = LATER): string[] {
  return later.flatMap(({ program, folders }) => {
    const ways = new Map([[program, program]])
    // A map gives what is added while it is gone through.
    for (const [file, way] of ways) {
      for (const target of loadedBy(root, file)) if (!ways.has(target)) ways.set(target, `${way} > ${target}`)
    }
    return [...ways].flatMap(([file, way]) => (folders.some((folder) => isIn(file, folder)) ? [`early: ${way}`] : []))
  })
}

/** Over several lines, too; not for types alone. */
const LOAD = /(?:^|\n)(?:import|export)\s+(?!type\s)(?:[^'"=(;]*?\sfrom\s+)?'(\.[^']+)'/g

/** Files of the tree that a file loads with itself, not by import(). */
const loadedBy = (root: string, file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(LOAD)].map(([, name = '']) => treePath(root, file, name))

/** A relative import as the path of a file in the tree. */
const treePath = (root: string, file: string, name: string): string =>
  relative(root, resolve(root, dirname(file), name))
    .split(sep)
    .join('/')

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const faults = [...importViolations(root), ...earlyLoads(root)]
  for (const fault of faults) console.error(fault)
  console.log(faults.length === 0 ? 'import rules: ok' : `import rules: ${faults.length} violations`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
