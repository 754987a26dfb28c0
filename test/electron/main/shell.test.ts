import { describe, expect, it } from 'vitest'
import { filesFromArguments } from '../../../electron/main/commandLine.ts'
import { fittingBounds, parseWindowState } from '../../../electron/main/windowState.ts'

describe('filesFromArguments', () => {
  it('takes cases and sources that exist, relative to where the command was given', () => {
    const args = ['.', '--inspect=0', 'a.heapcase', '/b/B.HEAPCASE', 'log.txt', 'gone.heapcase']
    expect(filesFromArguments(args, '/w', '/w', (path) => path !== '/w/gone.heapcase')).toEqual({
      cases: ['/w/a.heapcase', '/b/B.HEAPCASE'],
      sources: ['/w/log.txt'],
    })
  })
})

describe('fittingBounds', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1040 }
  const second = { x: 1920, y: 0, width: 1280, height: 984 }

  it('keeps what can be reached', () => {
    const kept = { x: 2000, y: 50, width: 1200, height: 800 }
    expect(fittingBounds(kept, [screen, second])).toEqual(kept)
  })

  it('lets the system choose the place when the screen is gone', () => {
    expect(fittingBounds({ x: 2000, y: 50, width: 1200, height: 800 }, [screen])).toEqual({ width: 1280, height: 800 })
  })

  it('cuts a window that is larger than its screen', () => {
    expect(fittingBounds({ x: 0, y: 0, width: 3000, height: 2000 }, [screen])).toMatchObject({
      width: 1920,
      height: 1040,
    })
  })

  it('fits a small screen', () => {
    expect(fittingBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  })
})

describe('parseWindowState', () => {
  it('takes its own state and nothing else', () => {
    const state = { bounds: { x: -5, y: 0, width: 800, height: 600 }, isMaximized: true }
    expect(parseWindowState(state)).toEqual(state)
    expect(parseWindowState({ ...state, bounds: { ...state.bounds, width: 1e9 / 3 } })).toBeNull()
    expect(parseWindowState(null)).toBeNull()
  })
})
