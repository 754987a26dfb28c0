// A process that holds a case open for writing until it is told to close it, or killed.
import { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'

const caseFile = CaseFile.open(process.argv[2] ?? '', { mode: 'readWrite' })
caseFile.report.update({ title: 'being edited' })
process.on('message', () => {
  caseFile.close()
  process.disconnect()
})
process.send?.(caseFile.lockToken)
