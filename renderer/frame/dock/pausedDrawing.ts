import type { ComponentInternalInstance, VNode } from 'vue'

/** The components that a vnode has drawn, at any depth, parents first. */
function componentsIn(root: VNode): ComponentInternalInstance[] {
  const found: ComponentInternalInstance[] = []
  const waiting: VNode[] = [root]
  for (let vnode = waiting.pop(); vnode; vnode = waiting.pop()) {
    const { component, suspense, children } = vnode
    if (component) {
      found.push(component)
      waiting.push(component.subTree)
    }
    if (suspense?.activeBranch) waiting.push(suspense.activeBranch)
    if (!Array.isArray(children)) continue
    for (const child of children) if (typeof child === 'object' && child && 'type' in child) waiting.push(child)
  }
  return found
}

/**
 * Stops every component below `instance` from drawing until the function it gives is called: each then draws once, if anything it shows
 * has changed. Watchers and computed values go on. For what is out of sight: another language or theme, a new case revision, would
 * otherwise draw every pane there is before the one in front.
 */
export function pauseDrawing(instance: ComponentInternalInstance): () => void {
  const paused = componentsIn(instance.subTree).map(({ effect }) => effect)
  for (const effect of paused) effect.pause()
  return () => {
    for (const effect of paused) effect.resume()
  }
}
