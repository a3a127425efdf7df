import { withDeadline } from '@aplauso/process'
import { document, refusal } from './answer.ts'
import type { Route } from './routes.ts'
import { shared } from './shared.ts'

/** Probes come from several places at once; the store is asked once a second for all of them. */
const freshMs = 1_000
const timeoutMs = 5_000

/** `GET /readyz`: 200 while the store answers, else 503. Says nothing of why. */
export function readinessOf(isReady: () => Promise<void>): Route {
  const ask = shared(freshMs, () =>
    withDeadline(timeoutMs, isReady).then(
      () => true,
      () => false,
    ),
  )
  return {
    path: /^\/readyz$/,
    read: async () =>
      (await ask()) ? document({ status: 'ready' }, { 'cache-control': 'no-store' }) : refusal('unavailable'),
  }
}
