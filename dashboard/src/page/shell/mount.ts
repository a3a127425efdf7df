import { type Component, mount } from 'svelte'

/** Puts a page into its place in the document. @throws Error where the document has none */
export function mountPage(page: Component): void {
  const target = document.querySelector('#page')
  if (!target) throw new Error('the page has no place for itself')
  mount(page, { target })
}
