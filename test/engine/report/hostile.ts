// Strings that would do something if a renderer forgot to escape them.
import type { Names } from './names.ts'

const MARKUP = `</td></table></style></svg><script>alert(1)</script><img src=x onerror=alert(2)>"'&amp;`

export const HOSTILE_NAMES: Names = {
  log: `${MARKUP}/checkout.log`,
  leafFunction: `main.${MARKUP}[...].Put|\`x\``,
  prose: `<script>alert(3)</script> <b onclick=x>bold</b> [run](javascript:alert(4)) ![pixel](https://evil.example/p.png) [file](file:///etc/passwd) [ok](https://example.org/a?b=c&d="e")`,
  annotation: `*/ ${MARKUP} # heading`,
  author: `Mallory${MARKUP}\\27 ;} @import url(https://evil.example/x.css);`,
}
