import { MIB } from '../../../../../shared/units/units.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft } from '../../rule.ts'
import {
  frameFinding,
  frameLimit,
  frameWeights,
  frameWords,
  type FrameLimits,
  type FrameWeight,
} from '../../frameWeight.ts'
import { siteContext } from '../../profiles.ts'
import { COMMANDS, formatShare, listed, localText } from '../../words.ts'

/** Calls of the standard library whose result is made to be kept: expressions, templates, time zones. */
export const SETUP =
  /^regexp\.(?:compile|(?:Must)?Compile(?:POSIX)?)$|^(?:text|html)\/template\.\(\*Template\)\.Parse(?:Files|Glob|FS)?$|^time\.LoadLocation$/

/** Package variables and init functions are set up once, which is as it should be. */
const ONCE = /\.init(?:\.\d+|\.func\d+)*$/

/** A weighty share of these in a profile of a running service is the same work done again and again. */
export const repeatedSetup = defineRule({
  id: 'heap/repeated-setup',
  version: 1,
  title: localText('Work meant to be done once is done again and again', '本应只做一次的工作反复进行'),
  goVersions: 'go1.5+',
  limits: {
    cpuShare: { title: localText('Share of CPU in such calls', '此类调用的 CPU 占比'), unit: 'share', value: 0.1 },
    allocShare: {
      title: localText('Share of allocation in such calls', '此类调用的分配占比'),
      unit: 'share',
      value: 0.2,
    },
    minBytes: {
      title: localText('Allocated in such calls since start, at least', '启动以来此类调用的分配，至少'),
      unit: 'bytes',
      value: 64 * MIB,
    },
  },

  evaluate(facts, limits) {
    const weights = frameWeights(facts, SETUP, ['cpu', 'alloc_space'])
    if (weights.length === 0)
      return notApplicable(
        localText('Needs a CPU profile, or one of heap or allocs.', '需要 CPU 剖析，或 heap、allocs 剖析。'),
        COMMANDS.cpu,
      )
    const [worst, ...more] = weights
      .filter(({ sites: [site] }) => site !== undefined && !ONCE.test(site.functionName))
      .filter((weight) => weight.ownShare >= frameLimit(weight, limits))
      .filter(({ sampleType, value }) => sampleType === 'cpu' || value >= limits.minBytes)
      // CPU is what it costs; what it allocates tells where no CPU profile does.
      .sort((a, b) => Number(b.sampleType === 'cpu') - Number(a.sampleType === 'cpu') || b.share - a.share)
    if (worst) return found([finding(worst, [worst, ...more], limits)])
    return clear(
      listed(
        weights.map(({ profile, share, sampleType }) =>
          localText(
            `${profile.source.path}: ${formatShare(share)} of ${sampleType} in compiling expressions, parsing templates and the like`,
            `${profile.source.path}：编译正则、解析模板等占 ${sampleType} 的 ${formatShare(share)}`,
          ),
        ),
      ),
    )
  },
})

function finding(worst: FrameWeight, heavy: readonly FrameWeight[], limits: FrameLimits): FindingDraft {
  const { site, name, isCpu, what, share, value, total, ownShare } = frameWords(worst)
  const context = site ? siteContext(site) : localText('', '')
  return {
    ...frameFinding(worst, heavy, limits, {
      share: localText(`Share of ${what.en} in such calls`, `此类调用的${what['zh-CN']}占比`),
      own: localText(`of it for ${name}`, `其中 ${name}`),
      each: (each) => localText(`such calls ${each}`, `此类调用 ${each}`),
    }),
    severity: isCpu && worst.share >= 2 * limits.cpuShare ? 'warning' : 'notice',
    likelihood: 'certain',
    confidence: heavy.length > 1 ? 'high' : 'medium',
    confidenceReason: localText(
      `${heavy.length > 1 ? 'Several profiles agree.' : 'One profile only.'} Stacks with regexp.Compile, Parse of a template or time.LoadLocation are counted; set-up in init functions is left out. How often it is called a profile does not say.`,
      `${heavy.length > 1 ? '多份剖析一致。' : '仅有一份剖析。'}统计含 regexp.Compile、模板 Parse 或 time.LoadLocation 的栈，不含 init 函数中的初始化。剖析不说明调用次数。`,
    ),
    claim: localText(
      `Compiling expressions, parsing templates and the like takes ${share} of the ${what.en}, ${ownShare} of it for ${name}.`,
      `编译正则、解析模板等占${what['zh-CN']}的 ${share}，其中 ${ownShare} 为 ${name} 所用。`,
    ),
    summary: localText(
      `In ${worst.profile.source.path}, ${value} of ${total} (${share} of the ${what.en}) are on stacks of regexp.Compile, template parsing or time.LoadLocation, ${ownShare} of them for ${name}${context.en}. Each call builds from the same text what could be kept: its result is safe to use from many goroutines at once.`,
      `在 ${worst.profile.source.path} 中，${total} 里有 ${value}（${what['zh-CN'].trimStart()}的 ${share}）位于 regexp.Compile、模板解析或 time.LoadLocation 的调用栈上，其中 ${ownShare} 为 ${name}${context['zh-CN'] || ' '}所用。每次调用都由同样的文本重新构建本可保留的结果，而该结果可供多个 goroutine 同时使用。`,
    ),
    refutation: [
      localText(
        `The texts that ${name} compiles differ each time, as of users. Open: read the code; then a bounded cache helps.`,
        `${name} 每次编译的文本各不相同（例如来自用户）。待定：查看代码；此时有上限的缓存会有帮助。`,
      ),
      localText(
        'The profile was taken while the program started. Open: compare with its start.',
        '剖析是在程序启动时采集的。待定：与启动时间对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Do it once, and keep the result', '只做一次，并保留结果'),
        text: localText(
          'In a package variable, or with sync.OnceValue at the first use.',
          '放在包变量中，或用 sync.OnceValue 在首次使用时完成。',
        ),
        code: {
          language: 'go',
          text: 'var route = regexp.MustCompile(`^/v1/orders/(\\\\d+)$`)\n\nvar page = sync.OnceValue(func() *template.Template {\n\treturn template.Must(template.ParseFS(files, "page.html"))\n})',
        },
      },
    ],
  }
}
