// Where annotations about entities lead: each view that shows some says how to get there.
import { linkEntities } from '../components/annotations/annotationAnchor.ts'

linkEntities('series', ({ key, sourceId }) => ({
  view: 'series',
  entity: { kind: 'series', id: key, ...(sourceId !== null && { sourceId }) },
}))
linkEntities('memoryStep', ({ key, range }) => ({
  view: 'memory',
  entity: { kind: 'memoryStep', id: key },
  ...(range && { state: { at: String(range.from) } }),
}))
