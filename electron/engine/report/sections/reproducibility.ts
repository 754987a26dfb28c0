import type { ReportBlock } from '../../../../shared/records/index.ts'
import type { ReportContext } from '../context.ts'
import { paragraph } from '../inline.ts'

/** More hashes than this make a page nobody types from; the register has them all. */
const LISTED = 40

/** Commands that give the same figures from the case file or from the sources. */
export function reproducibilitySection(context: ReportContext): ReportBlock[] {
  const { input, say } = context
  const file = `${input.caseName}.heapcase`
  const blocks: ReportBlock[] = [
    paragraph(
      say(
        'The figures of this report come from the case file alone and can be computed again at any time. These commands print them:',
        '本报告的全部数据仅来自案例文件，可随时重新计算。以下命令会输出这些数据：',
      ),
    ),
    {
      kind: 'code',
      language: 'sh',
      text: [
        `heapcase info ${quoted(file)} --json`,
        `heapcase analyze ${quoted(file)} --json`,
        `heapcase report ${quoted(file)} --html report.html`,
      ].join('\n'),
    },
  ]
  if (input.sources.length === 0) return blocks
  const listed = input.sources.slice(0, LISTED)
  blocks.push(
    paragraph(
      say(
        'From the original files, in the folder they were imported from: check that they are the same, and build the case anew.',
        '若从原始文件开始：在导入时的文件夹中先校验文件一致，再重新建立案例。',
      ),
    ),
    {
      kind: 'code',
      language: 'sh',
      text: [
        "sha256sum -c <<'HEAPCASE'",
        ...listed.map(({ sha256, path }) => `${sha256}  ${oneLine(path)}`),
        'HEAPCASE',
        `heapcase import . -o ${quoted(`again-${file}`)}`,
      ].join('\n'),
    },
  )
  if (listed.length < input.sources.length)
    blocks.push(
      paragraph(
        say(
          `The first ${LISTED} of ${input.sources.length} files; the evidence register lists all.`,
          `以上为 ${input.sources.length} 个文件中的前 ${LISTED} 个；证据清单列出全部文件。`,
        ),
        'faint',
      ),
    )
  return blocks
}

/** A word of a shell command: file names come from outside. */
function quoted(word: string): string {
  const line = oneLine(word)
  return /^[\w@%+=:,./-]+$/.test(line) && !line.startsWith('-') ? line : `'${line.replaceAll("'", String.raw`'\''`)}'`
}

/** A name with line breaks would end the here-document or start a command: such characters are shown, not sent. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const oneLine = (name: string): string => name.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, '\ufffd')
