import { StoreUnavailable } from '../ports/errors.ts'
import type { BootstrapAddresses } from './bootstrap.ts'
import { isForGood, kafkaFault } from './fault.ts'

/** What is opened, and closed where another one opens first. */
export interface Openable {
  /** @throws what kafkajs throws */
  open(): Promise<void>
}

/** After this long the next one is tried beside one that is silent. */
const silentMs = 400

/**
 * Opens the first of several that can be opened. One that fails is followed by the next at once; one that is silent is
 * not given up, since it may only be slow, but the next is tried beside it.
 * @param closeLoser takes each that was tried and is not the result; `isSuspect` where it failed, or was slower than another
 * @throws a failure once all have failed or the signal aborts: one that no waiting repairs, where there is one
 */
export function openFirst<Candidate extends Openable>(
  candidates: readonly (() => Candidate)[],
  closeLoser: (loser: Candidate, isSuspect: boolean) => void,
  signal: AbortSignal,
): Promise<Candidate> {
  return new Promise((resolve, reject) => {
    const tried = new Map<Candidate, { readonly failure?: unknown }>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false

    const end = (winner?: Candidate) => {
      ended = true
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      for (const [candidate, state] of tried) {
        if (candidate !== winner) closeLoser(candidate, winner !== undefined || 'failure' in state)
      }
    }
    const failures = () => [...tried.values()].flatMap((state) => ('failure' in state ? [state.failure] : []))
    const worst = () => failures().find((failure) => isForGood(kafkaFault(failure))) ?? failures().at(-1)
    const giveUp = () => {
      end()
      reject(worst() ?? new StoreUnavailable('Kafka did not answer in time'))
    }
    const fail = (candidate: Candidate, failure: unknown) => {
      tried.set(candidate, { failure })
      if (failures().length < candidates.length) return tryNext()
      end()
      reject(worst())
    }
    const tryNext = () => {
      clearTimeout(timer)
      const candidate = candidates[tried.size]?.()
      if (!candidate) return
      tried.set(candidate, {})
      timer = setTimeout(tryNext, silentMs)
      candidate.open().then(
        () => {
          if (ended) return
          end(candidate)
          resolve(candidate)
        },
        (failure) => {
          if (!ended) fail(candidate, failure)
        },
      )
    }
    if (signal.aborted || candidates.length === 0) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    tryNext()
  })
}

/**
 * Opens through the first broker that answers, and remembers which did and which did not.
 * @param open makes a client that knows the others through one address
 * @throws what `openFirst` throws
 */
export async function openThrough<Client extends Openable & { readonly address: string; discard(): unknown }>(
  addresses: BootstrapAddresses,
  open: (address: string) => Client,
  signal: AbortSignal,
  discard: (loser: Client) => void = (loser) => void loser.discard(),
): Promise<Client> {
  const candidates = addresses.next().map((address) => () => open(address))
  const closeLoser = (loser: Client, isSuspect: boolean) => {
    if (isSuspect) addresses.suspect(loser.address)
    discard(loser)
  }
  const opened = await openFirst(candidates, closeLoser, signal)
  addresses.trust(opened.address)
  return opened
}
