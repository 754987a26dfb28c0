import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { captures, expect, jobPids, test } from '../support/loopback.ts'
import { askLoopback, browse, createCase, goTo, writeLargeLog } from '../support/steps.ts'

const HEAP = 'heap-20261121T034016Z.pb.gz'

test('files chosen in the folder browser: preview, refusals with reasons, import, duplicates', async ({
  heapcase,
  shell,
}) => {
  const folder = join(shell.documents, 'collected')
  mkdirSync(folder)
  copyFileSync(join(captures, 'incident', 'checkout.log'), join(folder, 'service.txt'))
  copyFileSync(join(captures, 'incident', HEAP), join(folder, 'unknown'))
  writeFileSync(join(folder, 'empty.log'), '')
  writeFileSync(join(folder, 'shot.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))

  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, folder, { take: ['service.txt', 'unknown', 'empty.log', 'shot.png'] })
  const preview = heapcase.getByTestId('import-preview')
  await expect(preview.getByTestId('preview-entry')).toHaveCount(4)
  await expect(preview.getByRole('checkbox', { name: 'service.txt' })).toBeChecked()
  for (const name of ['empty.log', 'shot.png']) await expect(preview.getByRole('checkbox', { name })).toBeDisabled()

  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('import-outcomes')).toBeVisible({ timeout: 60_000 })
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(2)

  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, folder, { take: ['service.txt'] })
  await expect(heapcase.getByTestId('import-preview').getByRole('checkbox', { name: 'service.txt' })).toBeDisabled()
})

test('files dropped on the page are uploaded and imported', async ({ heapcase, shell }) => {
  await createCase(heapcase, shell.documents)
  const bytes = readFileSync(join(captures, 'incident', HEAP)).toString('base64')
  const dropped = await heapcase.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
      return transfer
    },
    ['dropped.pb.gz', bytes] as const,
  )
  for (const type of ['dragenter', 'dragover', 'drop'])
    await heapcase.dispatchEvent('body', type, { dataTransfer: dropped })
  await expect(heapcase.getByTestId('preview-entry')).toContainText('dropped.pb.gz')
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toContainText('dropped.pb.gz')
})

test('an import that is cancelled leaves the case as it was', async ({ heapcase, shell }) => {
  await writeLargeLog(join(shell.documents, 'large.log'), 200 * 2 ** 20)
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, shell.documents, { take: ['large.log'] })
  await heapcase.getByTestId('import-start').click({ timeout: 60_000 })
  await expect(heapcase.getByTestId('import-progress').getByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    /[1-9]/,
    {
      timeout: 60_000,
    },
  )
  await heapcase.getByTestId('import-cancel').click()
  await expect
    .poll(async () => (await askLoopback(heapcase, 'jobs.list', {})).find(({ kind }) => kind === 'import')?.state)
    .toBe('cancelled')
  await expect(heapcase.getByTestId('import-progress')).toHaveCount(0)
  await expect(heapcase.getByTestId('table-row')).toHaveCount(0)

  // The case takes the next import.
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, join(captures, 'incident'), { take: [HEAP] })
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1)
})

test('a job process that dies shows as a failed import with its reason, and nothing else is lost', async ({
  heapcase,
  shell,
}) => {
  test.skip(process.platform !== 'linux', 'finds the process by /proc')
  await writeLargeLog(join(shell.documents, 'large.log'), 200 * 2 ** 20)
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, join(captures, 'incident'), { take: [HEAP] })
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1)

  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, shell.documents, { take: ['large.log'] })
  await heapcase.getByTestId('import-start').click({ timeout: 60_000 })
  await expect(heapcase.getByTestId('import-progress').getByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    /[1-9]/,
    {
      timeout: 60_000,
    },
  )
  const jobs = jobPids(shell.server)
  expect(jobs).not.toHaveLength(0)
  for (const pid of jobs) process.kill(pid, 'SIGKILL')

  const failed = heapcase.getByTestId('error-state')
  await expect(failed).toContainText('SIGKILL')
  const status = (await askLoopback(heapcase, 'jobs.list', {})).find(({ state }) => state === 'failed')
  expect(status).toMatchObject({ kind: 'import', error: { code: 'job/crashed' } })
  await failed.getByRole('button', { name: 'Back to the sources' }).click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1)
})
