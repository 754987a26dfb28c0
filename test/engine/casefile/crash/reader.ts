// Opens a case as whoever runs it and reports what it may do with it.
import { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { toCallError } from '../../../../shared/lib/result.ts'

const path = process.argv[2] ?? ''

function codeOf(body: () => void): string {
  try {
    body()
    return 'ok'
  } catch (thrown) {
    return toCallError(thrown).code
  }
}

const reading = codeOf(() => CaseFile.open(path, { mode: 'readOnly' }).close())
if (reading === 'ok') {
  const caseFile = CaseFile.open(path, { mode: 'readOnly' })
  const report = {
    sources: caseFile.sources.list().length,
    title: caseFile.report.get().title,
    isIntact: caseFile.audit.verify().isIntact,
    faults: (await caseFile.checkIntegrity()).faults,
    writing: codeOf(() => CaseFile.open(path, { mode: 'readWrite' }).close()),
  }
  caseFile.close()
  process.send?.(report, () => process.disconnect())
} else process.send?.({ reading }, () => process.disconnect())
