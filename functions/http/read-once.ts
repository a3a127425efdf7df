import type { Fault } from '@aplauso/proto'

const shownLength = 40

/**
 * The parameters of a query, each at most once and none but the known ones: a filter that was misspelt, or an operator
 * in brackets, must not be taken for no filter.
 */
export function readOnce(query: URLSearchParams, known: readonly string[], faults: Fault[]): Map<string, string> {
  const given = new Map<string, string>()
  for (const name of new Set(query.keys())) {
    const field = name.slice(0, shownLength).toWellFormed()
    const [text = '', ...others] = query.getAll(name)
    if (!known.includes(name)) faults.push({ field, code: 'format', message: 'unknown parameter' })
    else if (others.length > 0) faults.push({ field, code: 'conflict', message: `${field} must be given once` })
    else given.set(name, text)
  }
  return given
}
