import { ConfigError } from '@aplauso/process'
import type { Readiness } from './ready.ts'

/** How long the other engines have to tell what is wrong with them too, once one has. */
const graceMs = 3_000

interface Closable {
  close?(): Promise<void>
}

/**
 * Opens several stores at once. Where one finds its configuration wrong, the others that answer are heard too, so that
 * all problems are told together.
 * @throws ConfigError with the problems of all; the first other error
 */
export async function openTogether<Stores extends Readonly<Record<string, Closable>>>(
  readiness: Readiness,
  openers: { readonly [Name in keyof Stores]: (readiness: Readiness) => Promise<Stores[Name]> },
): Promise<Stores> {
  const enough = new AbortController()
  const signal = AbortSignal.any([enough.signal, ...(readiness.signal ? [readiness.signal] : [])])
  let timer: ReturnType<typeof setTimeout> | undefined
  const names = Object.keys(openers) as (keyof Stores)[]
  const results = await Promise.allSettled(
    names.map(async (name) => {
      try {
        return await openers[name]({ ...readiness, signal })
      } catch (error) {
        if (error instanceof ConfigError) timer ??= setTimeout(() => enough.abort(), graceMs)
        else enough.abort()
        throw error
      }
    }),
  )
  clearTimeout(timer)
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  if (errors.length === 0) return Object.fromEntries(names.map((name, at) => [name, opened[at]])) as unknown as Stores
  await Promise.allSettled(opened.map((store) => store.close?.()))
  const problems = errors.flatMap((error) => (error instanceof ConfigError ? error.problems : []))
  throw problems.length > 0 ? new ConfigError([...new Set(problems)]) : errors[0]
}
