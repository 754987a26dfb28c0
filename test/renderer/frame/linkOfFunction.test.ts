import { beforeEach, describe, expect, it } from 'vitest'
import { setBridge, setCaseHandle } from '../../../renderer/api/client.ts'
import { linkOfFunction } from '../../../renderer/frame/linkOfFunction.ts'
import type { FunctionHolders } from '../../../shared/contract/caseCalls.ts'
import { fakeBridge, type CaseAnswers } from '../fakeBridge.ts'
import { openedCase, sourceId } from '../fakeCase.ts'

const none: FunctionHolders = { profiles: [], dumps: [], traces: [] }
const dump = (id: number, ordinal: number, isInStack = true) => ({ sourceId: sourceId(id), dump: ordinal, isInStack })
const knownFrom = (holders: Partial<FunctionHolders>, more: CaseAnswers = {}): void =>
  setBridge(fakeBridge({ case: { 'profiles.withFunction': () => ({ ...none, ...holders }), ...more } }))
beforeEach(() => setCaseHandle(openedCase.handle))

describe('where a function is shown', () => {
  it('is the profile that is open where it has it, else the last that has it', async () => {
    knownFrom({ profiles: [sourceId(1), sourceId(2)], dumps: [dump(9, 1)] })
    expect(await linkOfFunction('main.f', sourceId(1))).toEqual({
      view: 'profile',
      functionName: 'main.f',
      sourceId: 1,
    })
    expect(await linkOfFunction('main.f', sourceId(9))).toMatchObject({ view: 'profile', sourceId: 2 })
  })

  it('is a goroutine dump where only those have it, by its stacks or by what it started', async () => {
    knownFrom({ dumps: [dump(4, 1), dump(4, 2), dump(5, 1, false)] })
    expect(await linkOfFunction('main.f', sourceId(4))).toEqual({
      view: 'goroutines',
      sourceId: 4,
      state: { dump: '2', search: 'stack=main.f' },
    })
    expect(await linkOfFunction('main.f', null)).toEqual({
      view: 'goroutines',
      sourceId: 5,
      state: { dump: '1', creator: 'main.f' },
    })
  })

  it('is the table of an execution trace that has it', async () => {
    const answer = (total: number) => ({ rows: [], total, all: 9, totals: {} }) as never
    knownFrom({ traces: [sourceId(7)] }, { 'traces.groups': () => answer(0), 'traces.waits': () => answer(3) })
    expect(await linkOfFunction('net.(*conn).Read', null)).toEqual({
      view: 'trace',
      sourceId: 7,
      state: { show: 'waits', filter: expect.stringMatching(/^place=.*net\.\(\*conn\)\.Read/) as string },
    })
  })
})
