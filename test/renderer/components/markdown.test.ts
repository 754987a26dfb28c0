// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { markdownFragment } from '../../../renderer/components/markdown.ts'
import { svgNodes } from '../../../renderer/components/svgNodes.ts'

const html = (markdown: string): string => {
  const host = document.createElement('div')
  host.append(markdownFragment(markdown))
  return host.innerHTML
}

describe('markdownFragment', () => {
  it('draws what people write', () => {
    const drawn = html('A **bold** claim with `code`\n\n- one\n- two').replace(/\n/g, '')
    for (const part of ['<strong>bold</strong>', '<code>code</code>', '<ul><li>one</li><li>two</li></ul>'])
      expect(drawn).toContain(part)
  })

  it('ends emphasis between a Chinese full stop and the next character', () => {
    expect(html('**先看等待。**再看分配，*不要急。*最后下结论。')).toContain(
      '<strong>先看等待。</strong>再看分配，<em>不要急。</em>最后下结论。',
    )
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![x](http://a.example/x.png)',
    '[x](javascript:alert(1))',
    '<a href="javascript:alert(1)">x</a>',
    '<svg onload=alert(1)>',
    '<iframe src="//a.example"></iframe>',
    '[x](http://a.example "t" onclick=1)',
  ])('lets nothing live through: %s', (hostile) => {
    const host = document.createElement('div')
    host.append(markdownFragment(hostile))
    expect(host.querySelector('script, img, a, svg, iframe, [src], [href], [onerror], [onload], [onclick]')).toBeNull()
  })

  it('shows where a link would lead instead of leading there', () => {
    expect(html('[the docs](https://go.dev/doc)')).toContain(
      '<span class="address">the docs (https://go.dev/doc)</span>',
    )
  })
})

describe('svgNodes', () => {
  it('keeps shapes and drops scripts, handlers, links and outside references', () => {
    const svg = svgNodes(
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" onload="x()"><style>*{}</style><a href="http://x"><path d="M0 0"/></a><foreignObject/><image href="http://x"/><rect fill="url(http://x)" style="fill:red;background:url(http://x)" width="3"/><rect fill="url(#hatch)" onclick="x()"/><text x="1">a &lt; b</text></svg>',
    )
    expect(svg?.outerHTML).toBe(
      '<svg width="100%" viewBox="0 0 20 10"><rect width="3"></rect><rect fill="url(#hatch)"></rect><text x="1">a &lt; b</text></svg>',
    )
  })

  it('gives nothing for what is no drawing', () => {
    expect(svgNodes('<html><body/></html>')).toBeNull()
  })
})
