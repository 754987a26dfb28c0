// Columns of the mappings. Sizes in KiB as the kernel gives them, so that all columns compare.
import type { RegionRow } from '../../../shared/contract/memoryCalls.ts'
import type { RegionClass, RegionFigure } from '../../../shared/records/index.ts'
import { KIB } from '../../../shared/units/units.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export interface MappingTexts {
  head: (column: RegionFigure | 'path' | 'class' | 'start' | 'permissions') => string
  regionClass: (name: RegionClass) => string
  /** Stands over all figures. */
  unit: string
}

/** Name, about, and from which width of the pane on it is shown by itself. */
const FIGURES: readonly [RegionFigure, AboutId, number][] = [
  ['rss', 'mappingRss', 0],
  ['size', 'mappingSize', 0],
  ['pss', 'mappingPss', 900],
  ['private', 'mappingPrivate', 1000],
  ['shared', 'mappingPrivate', 1240],
  ['anonymous', 'mappingAnonymous', 900],
  ['lazyFree', 'mappingLazyFree', 0],
  ['hugePages', 'mappingHugePages', 760],
  ['swap', 'mappingSwap', 1100],
  ['locked', 'mappingSwap', 1400],
]

/** A figure the listing does not have is missing, not zero. */
const known = (value: number | null): number | null => (value === null || Number.isNaN(value) ? null : value)

export function mappingColumns({ head, regionClass, unit }: MappingTexts): TableColumn<RegionRow>[] {
  return [
    {
      id: 'path',
      title: head('path'),
      width: 200,
      grows: true,
      isMono: true,
      text: ({ path }) => path || '–',
      value: ({ path }) => path,
      hint: ({ path, start, end }) => `${path} ${start}-${end}`.trim(),
    },
    {
      id: 'regionClass',
      title: head('class'),
      width: 118,
      about: 'mappingClass',
      text: (row) => regionClass(row.regionClass),
      value: (row) => row.regionClass,
    },
    ...FIGURES.map(([id, about, showFrom]): TableColumn<RegionRow> => {
      const title = head(id)
      return {
        id,
        title,
        name: `${title}, KiB`,
        group: unit,
        align: 'right',
        width: 92,
        isStrong: id === 'rss',
        about,
        showFrom,
        text: ({ [id]: value }) => {
          const bytes = known(value)
          return bytes === null ? '–' : formatNumber(bytes / KIB)
        },
        value: ({ [id]: value }) => known(value),
      }
    }),
    {
      id: 'permissions',
      title: head('permissions'),
      width: 64,
      isMono: true,
      isFaint: true,
      text: (row) => row.permissions,
    },
    {
      id: 'start',
      title: head('start'),
      width: 132,
      isMono: true,
      isFaint: true,
      showFrom: 1100,
      text: ({ start }) => start,
      value: ({ start }) => start,
    },
  ]
}
