import { ConfigError } from '@aplauso/process'
import type { Readiness } from './ready.ts'

/** How long the other engines have to report what is wrong with them too, once one has. */
const graceMs = 3_000

type Openers = Readonly<Record<string, (readiness: Readiness) => Promise<object>>>

export type Opened<All extends Openers> = { readonly [Name in keyof All]: Awaited<ReturnType<All[Name]>> }

/**
 * Opens several stores at once. Where one finds its configuration wrong, the others that answer are heard too, so that
 * all problems are reported together.
 * @throws ConfigError with the problems of all; the first other error
 * @example
 * const { archive, tally } = await openTogether(
 *   { log, unreachable: 'wait' },
 *   { archive: (readiness) => openArchive(config, readiness), tally: (readiness) => openTally(config, readiness) },
 * )
 */
export async function openTogether<All extends Openers>(readiness: Readiness, openers: All): Promise<Opened<All>> {
  const enough = new AbortController()
  const signal = AbortSignal.any([enough.signal, ...(readiness.signal ? [readiness.signal] : [])])
  let timer: ReturnType<typeof setTimeout> | undefined
  const results = await Promise.allSettled(
    Object.entries(openers).map(async ([name, open]) => {
      try {
        return [name, await open({ ...readiness, signal })] as const
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
  if (errors.length === 0) return Object.fromEntries(opened) as Opened<All>
  await Promise.allSettled(opened.map(([, store]) => closed(store)))
  const problems = errors.flatMap((error) => (error instanceof ConfigError ? error.problems : []))
  throw problems.length > 0 ? new ConfigError([...new Set(problems)]) : errors[0]
}

async function closed(store: object): Promise<void> {
  if ('close' in store && typeof store.close === 'function') await store.close()
}
