import { describe, expect, it } from 'vitest'
import { plainLine } from '../../shared/lib/plainMarkdown.ts'

describe('a line of Markdown as plain words', () => {
  it.each([
    ['(*Store).Put and (*Store).Get use inuse_space_x_bytes', '(*Store).Put and (*Store).Get use inuse_space_x_bytes'],
    ['3 * 4 * 5', '3 * 4 * 5'],
    ['a < b > c, `x > *p`', 'a < b > c, x > *p'],
    ['**Alert** at *five* and ***six***', 'Alert at five and six'],
    ['**bold with *more* inside**', 'bold with more inside'],
    ['_under_ and __both__, snake_case_ and _x', 'under and both, snake_case_ and _x'],
    ['_inuse_space_', 'inuse_space'],
    ['~~gone~~ ~5 min', 'gone ~5 min'],
    ['## Heading', 'Heading'],
    ['#123 is a ticket', '#123 is a ticket'],
    ['- item', 'item'],
    ['-5 % of CPU', '-5 % of CPU'],
    ['> quoted', 'quoted'],
    ['3. third', 'third'],
    ['see [the run](https://example.org/x) again', 'see the run again'],
    ['\\*literal\\*', '*literal*'],
    ['func() *T, func() *U', 'func() *T, func() *U'],
  ])('%s', (markdown, plain) => {
    expect(plainLine(markdown)).toBe(plain)
  })

  it('takes no longer for a hostile one', () => {
    for (const text of ['*a', '_a', '**', '[](', '~~a', '`'])
      expect(plainLine(text.repeat(500_000)).length).toBeLessThanOrEqual(2000)
  })
})
