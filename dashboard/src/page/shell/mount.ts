import { type Component, mount } from 'svelte'
import { useTypeface } from './typeface.ts'

/** Mounts a page into the document's `#page`. @throws Error if there is no such element */
export function mountPage(page: Component): void {
  const target = document.querySelector('#page')
  if (!target) throw new Error('the document has no element #page')
  // What showed until now makes way in the same frame.
  target.replaceChildren()
  mount(page, { target })
  useTypeface(navigator)
}
