import { countOf, framesOf, namingFrame } from '../../../analysis/index.ts'
import type { GoroutineFrame } from '../../../../../shared/contract/caseCalls.ts'
import type { Remedy } from '../../../../../shared/records/index.ts'
import { GOROUTINE_REPEATED, LOCK_KINDS } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, EvidenceDraft, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  frameText,
  idsText,
  isCrash,
  momentAnchor,
  momentEvidence,
  momentName,
  momentRange,
  ownFrame,
  rowEvidence,
} from '../../goroutines.ts'
import { formatCount, joined, localText, shortName } from '../../words.ts'
import type { LocalText } from '../../words.ts'
import { FATAL_MESSAGES } from './fatalMessages.ts'
import type { FatalKind, FatalMessage } from './fatalMessages.ts'

const MAX_FINDINGS = 20
const MAX_QUOTE = 300
const COMMAND = 'GOTRACEBACK=all ./service 2> stderr.log'

/**
 * A crash report ends with what the runtime knew: its message, the goroutine that met the fault, and, for most fatal errors, all
 * others. What the message means, and for which versions, is a table; who else was in it follows from the stacks.
 */
export const fatalError = defineRule({
  id: 'goroutines/fatal-error',
  version: 1,
  title: localText('The process crashed', '进程崩溃'),
  goVersions: 'go1.5+',
  limits: {},

  evaluate(facts) {
    if (facts.moments.length === 0) {
      return notApplicable(
        localText('The case has no crash report and no goroutine dump.', '案例中没有崩溃报告，也没有 goroutine 转储。'),
        COMMAND,
      )
    }
    const crashes = facts.moments.filter(isCrash)
    const findings = crashes.slice(0, MAX_FINDINGS).map((moment) => finding(facts, moment))
    if (findings.length > 0) return found(findings)
    const count = formatCount(facts.moments.length)
    return clear(
      localText(
        `None of the ${count} dumps and goroutine profiles is a crash report.`,
        `${count} 份转储与 goroutine 剖析中没有崩溃报告。`,
      ),
    )
  },
})

function finding(facts: CaseFacts, moment: MomentFacts): FindingDraft {
  const { snapshot } = moment
  const message = (snapshot.message ?? '').slice(0, MAX_QUOTE)
  const known = FATAL_MESSAGES.find(({ pattern }) => pattern.test(message)) ?? null
  const isRequested = snapshot.cause === 'signal'
  const name = momentName(moment, facts)
  const culprit = culpritOf(moment)
  const others = known?.kind === 'mapRace' ? othersInMap(moment, culprit) : null
  const where = culprit === null ? null : frameText(culprit.frame)
  const title = isRequested
    ? localText('The process ended by a signal and printed its goroutines', '进程因信号结束并打印了全部 goroutine')
    : (known?.title ?? localText('The process crashed', '进程崩溃'))
  return {
    anchor: momentAnchor(moment),
    title,
    severity: isRequested ? 'notice' : 'critical',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: confidence(snapshot.crash?.repeats ?? 1, culprit !== null),
    claim: localText(
      `${name.en} ends with ${quoted(snapshot.cause, message)}${where === null ? '' : ` in ${where.en}`}.`,
      `${name['zh-CN']} 以 ${quoted(snapshot.cause, message)} 结束${where === null ? '' : `，位于 ${where['zh-CN']}`}。`,
    ),
    summary: joined(
      [
        localText(
          `The process of ${name.en} ended with ${quoted(snapshot.cause, message)} (Go by its form: ${snapshot.goVersions ?? 'unknown'}).`,
          `${name['zh-CN']} 的进程以 ${quoted(snapshot.cause, message)} 结束（从形式看 Go 版本为 ${snapshot.goVersions ?? '未知'}）。`,
        ),
        culprit && where && whoText(culprit.id, where, known?.kind ?? null, message),
        alsoText(moment, culprit),
        others && othersText(others),
        recursionText(moment, known),
        nestedText(moment),
        isRequested ? signalMeaning(message) : (known?.meaning ?? generalMeaning(snapshot.cause)),
      ],
      ' ',
      '',
    ),
    figures: [
      {
        name: localText('Goroutines in the report', '报告中的 goroutine'),
        value: snapshot.goroutines,
        unit: 'count',
        isMain: true,
      },
      ...(others === null
        ? []
        : [
            {
              name: localText('Others at the same map', '涉及同一 map 的其他 goroutine'),
              value: others.ids.length,
              unit: 'count' as const,
            },
          ]),
    ],
    evidence: evidence(moment, culprit, others, name, message),
    refutation: [
      isRequested
        ? localText(
            'Somebody asked for the dump on purpose (kill -QUIT, a liveness probe). Open: ask who did.',
            '有人特意请求了转储（kill -QUIT、存活探针）。待定：询问操作者。',
          )
        : localText(
            'The text was printed by another program or by a test. Open: look at what stands before it in the log.',
            '该文本由其他程序或测试打印。待定：查看日志中其前面的内容。',
          ),
    ],
    remedies: isRequested ? [] : [...(known?.remedies ?? []), ...traceback(moment)],
    range: momentRange(moment),
    functions: culprit?.frame ? [culprit.frame.functionName] : [],
    subject: name,
  }
}

function quoted(cause: string, message: string): string {
  const text = message.replace(/\s+/g, ' ').trim()
  if (cause === 'signal') return text
  return `${cause === 'panic' ? 'panic' : 'fatal error'}: ${text}`
}

interface Culprit {
  id: number
  row: number
  frame: GoroutineFrame | null
}

/** The goroutine the report is about, and the function of the program it was in. */
function culpritOf(moment: MomentFacts): Culprit | null {
  const { culpritId } = moment.snapshot
  if (culpritId === null) return null
  const set = moment.set()
  for (let row = 0; row < set.rows.length; row++)
    if (set.rows.id[row] === culpritId) {
      const frames = framesOf(set, set.rows.stack[row] as number, true)
      // Below the frames of the panic itself, where deferred functions ran.
      const panic = frames.map(({ functionName }) => functionName).lastIndexOf('panic')
      return { id: culpritId, row, frame: ownFrame(frames.slice(panic + 1)) }
    }
  return null
}

function whoText(id: number, where: LocalText, kind: FatalKind | null, message: string): LocalText {
  if (kind !== 'mapRace') {
    return localText(`It was in goroutine ${id}, in ${where.en}.`, `发生在 goroutine ${id}，位于 ${where['zh-CN']}。`)
  }
  const doing = /writes/.test(message)
    ? localText('was about to write', '正要写入')
    : /iteration/.test(message)
      ? localText('iterated', '正在遍历')
      : localText('was about to read', '正要读取')
  return localText(
    `Goroutine ${id} ${doing.en} the map in ${where.en} when it met the write of another.`,
    `goroutine ${id} 在 ${where['zh-CN']} ${doing['zh-CN']}该 map 时，遇到了另一方的写入。`,
  )
}

/** Other goroutines that found the same fault at the same time: their report follows. */
function alsoText(moment: MomentFacts, culprit: Culprit | null): LocalText | null {
  const { rows } = moment.set()
  const ids: number[] = []
  for (let row = 0; row < rows.length; row++)
    if (((rows.flags[row] as number) & GOROUTINE_REPEATED) !== 0 && rows.id[row] !== culprit?.id)
      ids.push(rows.id[row] as number)
  if ((moment.snapshot.crash?.repeats ?? 1) < 2 || ids.length === 0) return null
  const text = idsText(ids)
  return localText(`At the same time ${text.en} met the same.`, `同时遇到的还有 ${text['zh-CN']}。`)
}

/** Goroutines that use the same map, and by what that is known. */
interface MapUsers {
  ids: number[]
  rows: number[]
  basis: 'address' | 'place'
}

/**
 * Others in the map: by its address where frames show it, else those that stand in the same function or one that was started at
 * the same place as the culprit. The other writer may have gone on meanwhile.
 */
function othersInMap(moment: MomentFacts, culprit: Culprit | null): MapUsers | null {
  if (culprit === null) return null
  const set = moment.set()
  const { rows } = set
  const users: MapUsers = { ids: [], rows: [], basis: 'address' }
  const take = (row: number): void => {
    users.ids.push(rows.id[row] as number)
    users.rows.push(row)
  }
  const map =
    LOCK_KINDS[rows.lockKind[culprit.row] as number] === 'map'
      ? Math.abs(rows.lockAddress[culprit.row] as number)
      : Number.NaN
  for (let row = 0; row < rows.length && !Number.isNaN(map); row++) {
    if (row === culprit.row || countOf(set, row) === 0) continue
    const pointers = rows.pointers.subarray(row * 4, row * 4 + 4)
    if (Math.abs(rows.lockAddress[row] as number) === map || pointers.some((pointer) => Math.abs(pointer) === map))
      take(row)
  }
  if (users.rows.length > 0) return users
  users.basis = 'place'
  const name = culprit.frame?.functionName
  for (let row = 0; row < rows.length; row++) {
    if (row === culprit.row || countOf(set, row) === 0) continue
    if (namingFrame(set, rows.stack[row] as number)?.functionName === name) take(row)
  }
  return users
}

function othersText({ ids, basis }: MapUsers): LocalText {
  if (ids.length === 0) {
    return localText(
      'No other goroutine of the report stands in the same function: the other side had gone on, or the report holds one goroutine only.',
      '报告中没有其他 goroutine 停在同一函数：另一方已继续运行，或报告只含一个 goroutine。',
    )
  }
  const text = idsText(ids.slice(0, 6), ids.length)
  return basis === 'address'
    ? localText(`By its address ${text.en} used the same map.`, `按地址看，${text['zh-CN']} 使用了同一个 map。`)
    : localText(
        `In the same function stood ${text.en}; whether at the same map the report does not show.`,
        `停在同一函数的还有 ${text['zh-CN']}；是否为同一个 map，报告没有显示。`,
      )
}

/** The functions that repeat in the stack of an overflow. */
function recursionText(moment: MomentFacts, known: FatalMessage | null): LocalText | null {
  if (known?.kind !== 'stackOverflow') return null
  const set = moment.set()
  const row = deepestRow(moment)
  if (row === null) return null
  const names = framesOf(set, set.rows.stack[row] as number, true).map(({ functionName }) => functionName)
  const counts = new Map<string, number>()
  for (const name of names) if (name !== '...') counts.set(name, (counts.get(name) ?? 0) + 1)
  const repeated = [...counts].filter(([, count]) => count > 3).sort(([, a], [, b]) => b - a)
  const [first] = repeated
  if (!first) return null
  const list = repeated
    .slice(0, 3)
    .map(([name]) => shortName(name))
    .join(', ')
  const elided = set.rows.elided[row] as number
  const deep =
    elided > 0
      ? localText(`, with ${formatCount(elided)} frames left out`, `，另有 ${formatCount(elided)} 个栈帧被省略`)
      : localText('', '')
  return localText(
    `The functions that call one another without end: ${list}${deep.en}.`,
    `无休止地相互调用的函数：${list}${deep['zh-CN']}。`,
  )
}

function deepestRow(moment: MomentFacts): number | null {
  const { rows, tables } = moment.set()
  const depth = (row: number): number => {
    const stack = rows.stack[row] as number
    return (tables.stacks.stackStart[stack + 1] as number) - (tables.stacks.stackStart[stack] as number)
  }
  let best: number | null = null
  for (let row = 0; row < rows.length; row++) if (best === null || depth(row) > depth(best)) best = row
  return best
}

/** Panics that were raised while another unwound, or raised again after recover. */
function nestedText({ snapshot }: MomentFacts): LocalText | null {
  const panics = snapshot.crash?.panics ?? []
  const [first] = panics
  if (!first || (panics.length < 2 && !first.isRecovered)) return null
  const original = first.message.replace(/\s+/g, ' ').slice(0, MAX_QUOTE)
  return panics.length < 2 || panics.at(-1)?.message === first.message
    ? localText(
        'The panic was recovered and raised again: the stack below its deferred function shows where it first arose.',
        '该 panic 被 recover 后又再次引发：延迟函数之下的栈显示最初的位置。',
      )
    : localText(
        `It was raised while another panic unwound, which was: ${original}.`,
        `它是在另一个 panic 展开期间引发的，原 panic 为：${original}。`,
      )
}

const generalMeaning = (cause: string): LocalText =>
  cause === 'fatal'
    ? localText(
        'A fatal error is thrown by the runtime itself and cannot be recovered.',
        '致命错误由运行时自身抛出，无法 recover。',
      )
    : localText(
        'A panic that no deferred function of its goroutine recovers ends the whole process.',
        '若所在 goroutine 的延迟函数都没有 recover，panic 会终止整个进程。',
      )

const signalMeaning = (message: string): LocalText =>
  /^SIGQUIT/.test(message)
    ? localText(
        'At SIGQUIT the runtime prints all goroutines and exits with code 2: kill -QUIT, Ctrl-\\, or a supervisor that gave up waiting.',
        '收到 SIGQUIT 时，运行时打印全部 goroutine 并以代码 2 退出：kill -QUIT、Ctrl-\\，或等待超时的监管程序。',
      )
    : localText(
        'The signal was not one the program handles: it came from C code, from the kernel, or was sent.',
        '程序不处理该信号：它来自 C 代码、内核，或由他人发送。',
      )

function confidence(repeats: number, hasCulprit: boolean): LocalText {
  const twice =
    repeats > 1
      ? localText(
          ' Two goroutines met the fault at the same time, so the message stands twice.',
          '两个 goroutine 同时遇到该错误，因此消息出现两次。',
        )
      : localText('', '')
  return localText(
    `The runtime printed it as its last words.${hasCulprit ? '' : ' It names no goroutine as the culprit.'}${twice.en}`,
    `这是运行时最后打印的内容。${hasCulprit ? '' : '其中没有指明肇事的 goroutine。'}${twice['zh-CN']}`,
  )
}

/** A report of one goroutine leaves out who else was there. */
function traceback({ snapshot }: MomentFacts): Remedy[] {
  if (snapshot.goroutines > 1) return []
  return [
    {
      title: localText('Have all goroutines printed next time', '下次打印全部 goroutine'),
      text: localText('By default a panic prints only its own goroutine.', 'panic 默认只打印自己的 goroutine。'),
      code: { language: 'sh', text: COMMAND },
    },
  ]
}

function evidence(
  moment: MomentFacts,
  culprit: Culprit | null,
  others: MapUsers | null,
  name: LocalText,
  message: string,
): EvidenceDraft[] {
  const text = quoted(moment.snapshot.cause, message).slice(0, 120)
  const cited = [momentEvidence(moment, localText(`${name.en}: ${text}`, `${name['zh-CN']}：${text}`))]
  const set = moment.set()
  if (culprit !== null) {
    const where = frameText(culprit.frame)
    const shows = localText(`Goroutine ${culprit.id} in ${where.en}`, `goroutine ${culprit.id}，位于 ${where['zh-CN']}`)
    cited.push(rowEvidence(moment, set, culprit.row, shows))
  }
  for (const row of others?.rows.slice(0, 2) ?? []) {
    const where = frameText(namingFrame(set, set.rows.stack[row] as number))
    const id = set.rows.id[row] as number
    cited.push(
      rowEvidence(
        moment,
        set,
        row,
        localText(`Goroutine ${id} in ${where.en}`, `goroutine ${id}，位于 ${where['zh-CN']}`),
      ),
    )
  }
  return cited
}
