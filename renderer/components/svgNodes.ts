// Drawings of the report as nodes of this page. They come from the engine, yet a case is a stranger's file: only shapes,
// text and paint of an allow-list are made anew, no scripts, links, styles or references out of the drawing.

const SVG = 'http://www.w3.org/2000/svg'
const ELEMENTS = new Set(
  'svg g path line polyline polygon rect circle ellipse text tspan title desc defs clipPath pattern linearGradient stop'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'id class x y x1 x2 y1 y2 cx cy r rx ry d points width height viewBox transform fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity text-anchor dominant-baseline font-size font-family font-weight font-style letter-spacing clip-path clip-rule patternUnits patternTransform gradientUnits offset stop-color stop-opacity preserveAspectRatio shape-rendering dx dy role aria-label aria-hidden paint-order vector-effect'.split(
    ' ',
  ),
)
/** `url(#…)` inside the drawing is fine, anything else with an address is not. */
const isSafeValue = (value: string): boolean => !/url\s*\((?!\s*['"]?#)|javascript:|data:|expression\(/i.test(value)

function copyOf(source: Element, document: Document): SVGElement | null {
  if (source.namespaceURI !== SVG || !ELEMENTS.has(source.localName)) return null
  const element = document.createElementNS(SVG, source.localName)
  for (const { name, value } of source.attributes) {
    if (ATTRIBUTES.has(name) && isSafeValue(value)) element.setAttribute(name, value)
    // Through the object model: the page's policy forbids style attributes.
    else if (name === 'style' && isSafeValue(value)) {
      for (const declaration of value.split(';')) {
        const [property = '', text = ''] = declaration.split(/:(.*)/s)
        if (property.trim() && text.trim()) element.style.setProperty(property.trim(), text.trim())
      }
    }
  }
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) element.append(child.textContent ?? '')
    else if (child.nodeType === Node.ELEMENT_NODE) {
      const copy = copyOf(child as Element, document)
      if (copy) element.append(copy)
    }
  }
  return element
}

/** The drawing, or null where the text is not one. */
export function svgNodes(text: string): SVGElement | null {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
  if (parsed.querySelector('parsererror')) return null
  const root = parsed.documentElement
  if (root.localName !== 'svg') return null
  const svg = copyOf(root, document)
  if (!svg) return null
  const [width, height] = [root.getAttribute('width'), root.getAttribute('height')]
  if (!svg.hasAttribute('viewBox') && width && height)
    svg.setAttribute('viewBox', `0 0 ${parseFloat(width)} ${parseFloat(height)}`)
  svg.removeAttribute('height')
  svg.setAttribute('width', '100%')
  return svg
}
