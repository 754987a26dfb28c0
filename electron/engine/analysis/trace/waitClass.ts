// The class of a reason. Reasons are free strings (the set is open), so an unknown one is `other`, never guessed.
import type { WaitClass } from '../../../../shared/records/index.ts'

const CLASS_OF: Readonly<Record<string, WaitClass>> = {
  network: 'network',
  'chan send': 'channel',
  'chan receive': 'channel',
  select: 'select',
  sync: 'sync',
  'sync.(*Cond).Wait': 'sync',
  sleep: 'sleep',
  'GC mark assist wait for work': 'gc',
  'GC background sweeper wait': 'gc',
  'GC weak to strong wait': 'gc',
  'wait until GC ends': 'gc',
  'system goroutine wait': 'system',
  preempted: 'system',
  'wait for debug call': 'system',
  forever: 'forever',
  synctest: 'other',
  unspecified: 'unnamed',
  '': 'unnamed',
}

export const waitClassOf = (reason: string): WaitClass => CLASS_OF[reason] ?? 'other'
