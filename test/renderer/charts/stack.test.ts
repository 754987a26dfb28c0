import { describe, expect, it } from 'vitest'
import {
  frameText,
  isRuntimeFrame,
  runtimeFrames,
  shortPlace,
  stackEntries,
  stackNames,
  stackText,
  type StackFrame,
} from '../../../renderer/charts/stack.ts'

const frame = (functionName: string, change: Partial<StackFrame> = {}): StackFrame => ({
  functionName,
  file: '/go/src/store.go',
  line: 42,
  isInlined: false,
  ...change,
})
const STACK = [
  frame('runtime.mallocgc'),
  frame('runtime.newobject'),
  frame('session.(*Store).Put', { isInlined: true }),
  frame('runtime.goexit'),
]
const listed = (isFolded: boolean, opened: number[] = [], frames = STACK): string[] =>
  stackEntries(frames, isFolded, new Set(opened)).map((entry) =>
    entry.kind === 'frame'
      ? `${entry.at} ${entry.frame.functionName}`
      : entry.kind === 'gap'
        ? `${entry.at} …`
        : `${entry.from} +${entry.count}`,
  )

describe('a stack that was cut', () => {
  it('shows where frames are missing, and folds on both sides of the gap', () => {
    const cut = [frame('runtime.chansend1'), frame('main.leaf'), frame('...'), frame('runtime.main')]
    expect(listed(true, [], cut)).toEqual(['0 +1', '1 main.leaf', '2 …', '3 +1'])
    expect(listed(false, [], cut)).toEqual(['0 runtime.chansend1', '1 main.leaf', '2 …', '3 runtime.main'])
  })
})

describe('runtime frames', () => {
  it.each([
    ['runtime.mallocgc', true],
    ['internal/runtime/maps.(*Map).grow', true],
    ['runtime/internal/atomic.Load', true],
    ['internal/bytealg.IndexByte', true],
    // What a program calls of the runtime is its own doing.
    ['runtime/pprof.Do', false],
    ['runtime/trace.WithRegion', false],
    ['runtime/debug.FreeOSMemory', false],
    ['example.com/runtime.Start', false],
    ['main.main', false],
  ])('%s: %s', (name, isRuntime) => expect(isRuntimeFrame(frame(name))).toBe(isRuntime))

  it('fold where they follow each other, and open one by one', () => {
    expect(listed(true)).toEqual(['0 +2', '2 session.(*Store).Put', '3 +1'])
    expect(listed(true, [0])).toEqual(['0 runtime.mallocgc', '1 runtime.newobject', '2 session.(*Store).Put', '3 +1'])
    expect(listed(false)).toHaveLength(4)
    expect(runtimeFrames(STACK)).toBe(3)
  })

  it('are shown where there is nothing else', () => {
    expect(listed(true, [], STACK.slice(0, 2))).toEqual(['0 runtime.mallocgc', '1 runtime.newobject'])
    expect(listed(true, [], [])).toEqual([])
  })
})

describe('a stack as text', () => {
  it('reads as Go prints one', () => {
    expect(stackText(STACK.slice(1, 3))).toBe(
      'runtime.newobject\n\t/go/src/store.go:42\nsession.(*Store).Put(...)\n\t/go/src/store.go:42',
    )
    expect(frameText(frame('main.main', { file: '', line: 0 }))).toBe('main.main')
    expect(stackNames([frame('example.com/a/session.Put'), frame('main.main')])).toBe('session.Put < main.main')
  })

  it('places a frame by file and line, as far as they are known', () => {
    expect([shortPlace(frame('a')), shortPlace(frame('a', { line: 0 })), shortPlace(frame('a', { file: '' }))]).toEqual(
      ['store.go:42', 'store.go', ''],
    )
  })
})
