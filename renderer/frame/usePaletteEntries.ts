import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { commandOf, type CommandId } from '../../shared/commands/index.ts'
import type { LocalText } from '../../shared/lib/localText.ts'
import { annotationLabel, type TimeRange } from '../../shared/records/index.ts'
import { useAnnotationStore } from '../components/annotations/annotationStore.ts'
import { plainTitle } from '../components/annotations/noteText.ts'
import { useAnchorText } from '../components/annotations/useAnchorText.ts'
import { useCaseQuery } from '../composables/useCaseQuery.ts'
import { useLanguage } from '../composables/useLanguage.ts'
import { useZone } from '../composables/useZone.ts'
import { HELP_TOPICS } from '../help/topics.ts'
import { linkOf } from '../router.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import { useCommandStore } from '../stores/commands.ts'
import { useSelectionStore } from '../stores/selection.ts'
import { parseGoTo } from './goTo.ts'
import { linkOfFunction } from './linkOfFunction.ts'
import { parsePaletteQuery, type PaletteEntry } from './palette.ts'

const FUNCTIONS_SHOWN = 30
/** A time gone to is shown with this much before and after it. */
const AROUND_MS = 15_000
const DAY_MS = 86_400_000

/** Everything the palette can offer for what is typed, in the order without a query. */
export function usePaletteEntries(query: Ref<string>): ComputedRef<PaletteEntry[]> {
  const { t } = useI18n()
  const { say } = useLanguage()
  const commands = useCommandStore()
  const cases = useCaseStore()
  const selection = useSelectionStore()
  const annotations = useAnnotationStore()
  const { nameAnchor } = useAnchorText()
  const { zone, time, dateTime, rangeText } = useZone()
  const isAsking = computed(() => commands.isPaletteOpen && cases.isOpen)
  const typed = computed(() => parsePaletteQuery(query.value))

  const { data: found } = useCaseQuery('findings.list', () => (isAsking.value ? {} : null))
  const { data: functions } = useCaseQuery('profiles.findFunctions', () => {
    const { prefix, text } = typed.value
    const isWanted = prefix === '@' || (prefix === null && text.length >= 2)
    return isAsking.value && isWanted && text !== '' ? { query: text, limit: FUNCTIONS_SHOWN } : null
  })

  /** Found by the other language and by its id, too: who learnt a word in one language looks for it in every one. */
  const alternates = (text: LocalText, ...more: string[]): string[] => [...new Set([text.en, text['zh-CN'], ...more])]

  const commandEntries = computed(() =>
    commands.all
      .filter(({ id, isKeyOnly }) => isKeyOnly !== true && id !== 'window.palette' && commands.isEnabled(id))
      .map((command): PaletteEntry => {
        const id = command.id as CommandId
        return {
          id: `command:${id}`,
          kind: command.group === 'view' ? 'view' : 'command',
          title: commands.titleOf(id),
          alternates: alternates(commandOf(id).title, id),
          icon: command.icon ?? 'chevronRight',
          shortcut: commands.shortcutOf(id),
          run: () => void commands.run(id),
        }
      }),
  )
  const entry = (
    kind: PaletteEntry['kind'],
    id: string,
    icon: string,
    title: string,
    run: () => void,
  ): PaletteEntry => ({
    id: `${kind}:${id}`,
    kind,
    icon,
    title,
    alternates: [],
    shortcut: '',
    run,
  })
  const findingEntries = computed(() =>
    (found.value?.findings ?? []).map((finding) => ({
      ...entry('finding', finding.key, 'findings', `${finding.label} ${say(finding.title)}`, () =>
        selection.show({ view: 'findings', findingKey: finding.key }),
      ),
      alternates: alternates(finding.title, finding.key),
    })),
  )
  const annotationEntries = computed(() =>
    annotations.all.map((annotation) => ({
      ...entry(
        'annotation',
        String(annotation.id),
        'flag',
        [plainTitle(annotation.text), nameAnchor(annotation.anchor)].filter(Boolean).join(' · '),
        () => annotations.goTo(annotation),
      ),
      alternates: [...annotation.tags.map((tag) => `#${tag}`), annotationLabel(annotation.id)],
    })),
  )
  const sourceEntries = computed(() =>
    cases.sources.map(({ id, path }) =>
      entry('source', String(id), 'sources', path, () => selection.show({ view: 'sources', sourceId: id })),
    ),
  )
  const functionEntries = computed(() =>
    (functions.value ?? []).map((name) => entry('function', name, 'profile', name, () => void showFunction(name))),
  )
  const showFunction = async (name: string): Promise<void> =>
    selection.show(await linkOfFunction(name, selection.sourceId))
  const helpEntries = computed(() =>
    HELP_TOPICS.map(({ id, title, keywords }) => ({
      ...entry('help', id, 'help', say(title), () => selection.openHelp(id)),
      alternates: [...alternates(title, id), ...keywords],
    })),
  )

  function showAround(axis: TimeRange['axis'], at: number, title: string): PaletteEntry {
    const range: TimeRange = { axis, from: at - AROUND_MS, to: at + AROUND_MS }
    return entry('goTo', `${title} ${at}`, 'link', t('palette.around', { time: title, range: rangeText(range) }), () =>
      selection.show({
        view: 'gcCycles',
        range,
        ...(axis.kind === 'life' && { lifeId: axis.lifeId }),
      }),
    )
  }

  const goToEntries = computed((): PaletteEntry[] => {
    const target = typed.value.prefix === ':' ? parseGoTo(typed.value.text) : null
    const overview = cases.overview
    if (!target || !overview) return []
    if (target.kind === 'number') {
      const { number, of } = target
      const cycles = overview.lives
        .filter(({ firstCycle, lastCycle }) => of !== 'line' && number >= firstCycle && number <= lastCycle)
        .map(({ id, sourcePath, ordinal }) =>
          entry(
            'goTo',
            `cycle ${id}`,
            'gcCycles',
            t('palette.cycle', { n: number, life: `${sourcePath} (${ordinal})` }),
            () => selection.show({ view: 'gcCycles', lifeId: id, cycle: number }),
          ),
        )
      const lines = cases.sources
        .filter(
          ({ kind, counts }) => of !== 'cycle' && kind === 'gctrace' && number >= 1 && number <= (counts['lines'] ?? 0),
        )
        .map(({ id, path }) =>
          entry('goTo', `line ${id}`, 'file', t('palette.line', { n: number, file: path }), () =>
            selection.show({ view: 'sources', sourceId: id, lines: { from: number, to: number } }),
          ),
        )
      const isOpen = ({ id }: PaletteEntry): boolean =>
        id === `goTo:line ${selection.sourceId}` || id === `goTo:cycle ${selection.lifeId}`
      return [...cycles, ...lines].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)))
    }
    if (target.kind === 'offset')
      return overview.lives
        .filter(({ range }) => target.ms <= range.to - range.from)
        .map(({ axis, range, sourcePath, ordinal }) =>
          showAround(axis, range.from + target.ms, `${sourcePath} (${ordinal}) ${typed.value.text}`),
        )
    const { range } = overview
    if (!range) return []
    // The clock people read is the case's zone; without a date, every day the case touches that has this time.
    const offset = zone.value.offsetMinutes * 60_000
    const days =
      target.date !== null ? [Date.parse(`${target.date}T00:00:00Z`)] : daysOf(range.from + offset, range.to + offset)
    return days
      .map((day) => day + target.ms - offset)
      .filter((at) => Number.isFinite(at))
      .map((at) => ({ at, distance: Math.max(range.from - at, at - range.to, 0) }))
      .sort((a, b) => a.distance - b.distance)
      .map(({ at }) => showAround({ kind: 'wall' }, at, days.length > 1 ? dateTime(at) : time(at)))
  })

  return computed(() => {
    const text = query.value.trim()
    if (/^#?\/\w+/.test(text)) {
      const [path = '', search = ''] = text.replace(/^#/, '').split('?')
      const link = linkOf(path, Object.fromEntries(new URLSearchParams(search)))
      return [entry('link', text, 'link', text, () => selection.show(link))]
    }
    if (typed.value.prefix === ':') return goToEntries.value
    return [
      ...commandEntries.value,
      ...findingEntries.value,
      ...functionEntries.value,
      ...annotationEntries.value,
      ...sourceEntries.value,
      ...helpEntries.value,
    ]
  })
}

/** Starts of the days between two instants, both counted in local time. */
function daysOf(from: number, to: number): number[] {
  const first = Math.floor(from / DAY_MS)
  const count = Math.min(31, Math.floor(to / DAY_MS) - first + 1)
  return Array.from({ length: count }, (_, index) => (first + index) * DAY_MS)
}
