// What the engine says by code (refusals, import issues, errors), in the language shown. The engine's own sentence is English and
// exact, with the file, line or byte; where another language is shown, the sentence for its code stands first and the English one is
// its detail. A code without a sentence here is shown in English.
import type { SourceKind } from '../../shared/records/index.ts'
import { i18n } from './index.ts'

export interface EngineMessage {
  code: string
  message: string
  detail?: Record<string, string | number>
}

const ZH_CN: Record<string, string> = {
  internal: '程序内部出错',
  'call/bad-request': '请求的内容不正确',
  'call/unknown': '没有这个调用',
  'call/unsendable': '结果无法传送',
  'case/lost': '案例进程意外结束，已保存的内容不受影响',
  'case/not-open': '案例没有打开',
  'case/read-only': '案例以只读方式打开，不能修改',
  'case/unknown': '这个案例已不再打开',
  'casefile/busy': '案例文件被另一进程占用过久',
  'casefile/closed': '案例已关闭',
  'casefile/damaged': '案例文件已损坏',
  'casefile/damaged-source': '案例中这个来源的字节已损坏',
  'casefile/disk-full': '磁盘已满，已保存的内容不受影响',
  'casefile/duplicate-source': '案例中已有相同字节的来源',
  'casefile/empty-file': '文件为空',
  'casefile/exists': '已有同名文件',
  'casefile/foreign-schema': '这个文件的结构不是 Heapcase 的',
  'casefile/immutable': '证据不可修改',
  'casefile/import-abandoned': '导入已中止',
  'casefile/io': '读写案例文件时磁盘出错',
  'casefile/lock-lost': '案例已关闭或被另一进程接管',
  'casefile/locked': '案例已在另一窗口中打开，可以只读方式打开',
  'casefile/missing': '没有这个文件',
  'casefile/newer-version': '案例由更新版本的 Heapcase 写成',
  'casefile/no-such-annotation': '案例中已没有这条批注',
  'casefile/no-such-finding': '案例中已没有这个发现',
  'casefile/no-such-life': '案例中已没有这个进程生命期',
  'casefile/no-such-source': '案例中已没有这个来源',
  'casefile/not-a-case': '这不是 Heapcase 的案例文件',
  'casefile/not-readable': '案例文件无法读取',
  'casefile/not-writable': '案例文件或其文件夹不可写',
  'casefile/read-only': '案例以只读方式打开，不能修改',
  'casefile/reference-only': '这个来源的字节留在原处，不在案例中',
  'casefile/same-file': '案例不能复制到自身',
  'casefile/too-large': '有一个值超出案例文件的容量',
  'chromium/missing-libraries': '本机缺少 Chromium 所需的共享库，不能生成 PDF',
  'chromium/none': '没有找到 Chromium、Chrome 或 Edge，不能生成 PDF',
  'chromium/not-there': 'HEAPCASE_CHROMIUM 所指的程序不存在',
  'file/archive': '这是压缩包，请先解开',
  'file/binary': '不是已知格式的二进制数据',
  'file/database': '这是数据库文件',
  'file/directory': '这是文件夹，不是文件',
  'file/document': '这是文档',
  'file/empty': '文件为空',
  'file/executable': '这是可执行文件或核心转储',
  'file/image': '这是图片',
  'file/not-regular': '这是设备、管道或套接字，不是文件',
  'file/other-tool': '这是其他工具的文件，Heapcase 不读取',
  'file/too-short': '文件太短，看不出是什么',
  'file/unreadable': '文件无法读取',
  'file/web-page': '这是网页，不是采集文件',
  'findings/no-such-limit': '规则没有这个限值',
  'folder/unreadable': '文件夹无法列出',
  'gctrace/cut-line': '有一行 GC 周期被截断',
  'gctrace/damaged-line': 'GC 周期行被截断或混入其他文字，无法确定其数值，该周期未收入',
  'gctrace/interleaved': 'GC 周期行与其他输出交错',
  'log/long-line': '有一行过长，只读了开头',
  'gctrace/missing-cycles': '一个进程生命期中缺少部分周期：日志在收集前或收集时丢失',
  'gctrace/no-cycles': '其中没有完整的 GC 周期行',
  'gctrace/repeated-line': '同一周期行重复出现，只计一次',
  'gctrace/too-many-lives': '文件中的进程生命期过多，其余未读',
  'gotrace/damaged-types': '堆对象类型的部分数据批次已损坏，未读完',
  'gotrace/inconsistent': '事件相互矛盾，跟踪从此处起无法继续读取；此前的部分保留',
  'gotrace/malformed': '此处的字节不是执行跟踪的内容，跟踪从此处起无法继续读取；此前的部分保留',
  'gotrace/needs-binary': 'Go 1.5 和 1.6 的执行跟踪没有函数名，需要程序的二进制文件，不予读取',
  'gotrace/newer-version': '执行跟踪的版本比已知的新，按最新的已知格式读取',
  'gotrace/no-events': '其中没有任何事件',
  'gotrace/too-large': '执行跟踪的一部分超出限值',
  'gotrace/truncated': '执行跟踪被截断；完整的部分保留',
  'gotrace/unknown-event': '执行跟踪的版本比已知的新，其中有未知的事件',
  'gotrace/unknown-stack': '部分 CPU 样本引用了不存在的栈',
  'gotrace/unknown-type': '部分堆对象引用了不存在的类型',
  'gotrace/unknown-version': '执行跟踪的版本未知或不受支持',
  'gzip/bomb': 'gzip 数据解开后过大',
  'gzip/damaged': 'gzip 数据已损坏',
  'gzip/nested': 'gzip 数据中仍是 gzip，请先解开一次',
  'gzip/trailing-bytes': 'gzip 数据之后的字节未读',
  'gzip/truncated': 'gzip 数据被截断',
  'import/file-shrank': '读取期间文件变短',
  'import/hidden-folder': '不查看隐藏文件夹；如需导入请直接选择它',
  'import/not-found': '没有这个文件或文件夹',
  'import/same-as': '与本次所选的另一文件字节相同',
  'import/special-file': '这不是普通文件',
  'import/too-deep': '文件夹层数过深，未再查看',
  'import/too-many-files': '文件过多，请选择较小的文件夹',
  'import/unreadable': '无法读取',
  'job/cancelled': '任务已取消',
  'job/crashed': '任务进程意外结束；此前已提交的内容在案例中',
  'job/unknown': '没有这个任务',
  'later/allocfreetrace': 'allocfreetrace 文本，由后续版本读取',
  'later/benchmark': 'go test -bench 的基准测试结果，由后续版本读取',
  'later/cgroup': 'cgroup 的内存统计，由后续版本读取',
  'later/goroutine-dump': 'goroutine 栈转储，由后续版本读取',
  'later/maps': '/proc/<pid>/maps，由后续版本读取',
  'later/memstats': 'MemStats 的 JSON，由后续版本读取',
  'later/metrics': '指标文本或 JSON，由后续版本读取',
  'later/oom-killer': '内核 OOM 终止记录，由后续版本读取',
  'later/proc-status': '/proc/<pid>/status，由后续版本读取',
  'later/smaps': '/proc/<pid>/smaps，由后续版本读取',
  'pprof/legacy': '这是旧的文本或二进制格式；请以 protobuf 格式采集（去掉 ?debug=1）',
  'print/failed': '页面无法打印',
  'profile/block-or-mutex': '阻塞与互斥锁剖析的样本类型相同；没有样本时列为阻塞剖析',
  'profile/damaged': '剖析数据已损坏',
  'profile/empty': '剖析为空',
  'profile/rounded-value': '有数值超过 2⁵³，已取最接近的数',
  'profile/too-large': '剖析过大',
  'profile/truncated': '剖析被截断',
  'profiles/no-such-sample-type': '剖析没有这种样本类型',
  'profiles/no-such-series': '案例中已没有这组剖析',
  'report/fonts-missing': '报告所用的字体无法读取',
  'report/no-pdf': '本机不能生成 PDF',
  'report/not-writable': '报告无法写到这个位置',
  'report/pdf-broken': '打印出的页面无法读取',
  'report/pdf-unsettled': '目录页码未能确定',
  'sample/not-there': '没有找到示例事件的采集文件',
  'settings/zone': '时区最多相差 14 小时',
  'shell/needs-path': '请给出路径',
  'shell/not-here': '此处使用系统自己的对话框',
  'text/no-gc-line': '文本中没有 GC 周期行',
  'upload/bad-name': '文件名不能用于上传',
  'upload/failed': '上传的文件未能保存',
  'upload/too-large': '上传的文件过大',
  'upload/too-many': '上传的文件过多',
  'upload/twice': '文件上传了两次',
  'upload/unknown-batch': '没有这次上传',
}
const BECAUSE_ZH_CN: Record<SourceKind, string> = {
  gctrace: '其中有 Go 运行时 gctrace 的 GC 周期行',
  gotrace: '以 Go 执行跟踪的文件头开始',
  profile: '其结构是 pprof 的 protobuf 剖析',
}

const isEnglish = (): boolean => i18n.global.locale.value !== 'zh-CN'
/** The codes that have a sentence in Chinese, for tests. */
export const TRANSLATED_CODES: readonly string[] = Object.keys(ZH_CN)

/** One sentence in the language shown, with the path it is about. */
export function engineText(said: EngineMessage | null | undefined): string {
  if (!said) return ''
  const own = ZH_CN[said.code]
  if (isEnglish() || own === undefined) return said.message
  const path = said.detail?.['path']
  return typeof path === 'string' ? `${own}：${path}` : own
}

/** The engine's English sentence where `engineText` gave another one: shown smaller below it. */
export function engineDetail(said: EngineMessage | null | undefined): string {
  return said && !isEnglish() && ZH_CN[said.code] !== undefined ? said.message : ''
}

/** Why a file was taken for what it is. */
export const becauseText = ({ kind, because }: { kind: SourceKind; because: string }): string =>
  isEnglish() ? because : BECAUSE_ZH_CN[kind]
