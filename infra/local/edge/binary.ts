import { createRequire } from 'node:module'

/** The path of workerd's own program for this machine. @throws Error where the platform has none */
export function workerdBinary(): string {
  // The package has no types, and exports the path alone.
  const exported = createRequire(import.meta.url)('workerd') as { readonly default?: unknown }
  if (typeof exported.default !== 'string') throw new Error('the package workerd names no program')
  return exported.default
}
