// Words that several sections use, in both languages.
import { localText, type LocalText } from '../../../shared/lib/localText.ts'
import type {
  Confidence,
  FindingWithVerdict,
  IssueSeverity,
  Likelihood,
  ReportSectionId,
  SectionTitles,
  Severity,
  SourceKind,
  TimeBasis,
  VerdictKind,
} from '../../../shared/records/index.ts'

export const SECTION_TITLES: SectionTitles = {
  summary: localText('Summary', '摘要'),
  impact: localText('Impact', '影响'),
  timeline: localText('Timeline', '时间线'),
  findings: localText('Findings', '发现'),
  analysis: localText('Technical analysis', '技术分析'),
  factors: localText('Contributing factors', '促成因素'),
  actions: localText('Actions', '改进措施'),
  limits: localText('Limits of this report', '本报告的局限'),
  register: localText('Evidence register', '证据清单'),
  environment: localText('Environment', '环境'),
  reproducibility: localText('Reproducing the figures', '复现数据'),
  custody: localText('Custody log', '保管记录'),
} satisfies Record<ReportSectionId, LocalText>

export const SEVERITY: Record<Severity, LocalText> = {
  critical: localText('Critical', '严重'),
  warning: localText('Warning', '警告'),
  notice: localText('Notice', '提示'),
}

export const LIKELIHOOD: Record<Likelihood, LocalText> = {
  unlikely: localText('Unlikely', '不太可能'),
  even: localText('About even', '可能性参半'),
  likely: localText('Likely', '可能'),
  veryLikely: localText('Very likely', '很可能'),
  certain: localText('Certain', '确定'),
}

export const CONFIDENCE: Record<Confidence, LocalText> = {
  low: localText('Low', '低'),
  medium: localText('Medium', '中'),
  high: localText('High', '高'),
}

export const VERDICT: Record<VerdictKind, LocalText> = {
  open: localText('Open', '待定'),
  confirmed: localText('Confirmed', '已确认'),
  dismissed: localText('Dismissed', '已排除'),
}

export const SOURCE_KIND: Record<SourceKind, LocalText> = {
  gctrace: localText('gctrace log', 'gctrace 日志'),
  runtimeLog: localText('runtime log', '运行时日志'),
  profile: localText('profile', '剖析'),
  gotrace: localText('execution trace', '执行跟踪'),
  metrics: localText('statistics', '统计数据'),
  osMemory: localText('system memory', '系统内存'),
  goroutines: localText('goroutine dump', 'goroutine 转储'),
  benchmark: localText('benchmark results', '基准测试结果'),
  allocEvents: localText('allocation events', '分配事件'),
}

export const ISSUE: Record<IssueSeverity, LocalText> = {
  note: localText('Note', '说明'),
  dataLoss: localText('Data lost', '数据缺失'),
  error: localText('Error', '错误'),
}

export const BASIS: Record<TimeBasis, LocalText> = {
  logPrefix: localText('log lines', '日志行'),
  profileTime: localText('profile', '剖析'),
  traceClock: localText('execution trace', '执行跟踪'),
  inData: localText('time in the data', '数据中的时间'),
  lastGc: localText('last GC cycle', '最近一次 GC 周期'),
  fileName: localText('file name', '文件名'),
  modified: localText('file date (guess)', '文件日期（推测）'),
  userPin: localText('investigator', '调查人员'),
}

export const STATUS = {
  draft: localText('Draft', '草稿'),
  final: localText('Final', '定稿'),
} as const

/** The verdict of a finding; `open` where nobody has judged it. */
export const verdictKind = (finding: FindingWithVerdict): VerdictKind => finding.verdict?.kind ?? 'open'
