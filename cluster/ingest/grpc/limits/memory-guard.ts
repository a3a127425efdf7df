import { collectGarbage } from './collect-garbage.ts'
import type { Connections } from './connections.ts'
import type { OpenCall, OpenCalls } from './open-calls.ts'

const intervalMs = 250
/** A call that has waited this long for its client holds memory for the client's sake. */
const waitMs = 1_000
/** Time for what was let go to be free, before anybody else is cut. */
const pauseMs = 1_000
/** An answer that has waited this long for its client will not be read. */
const stallMs = 30_000

export interface MemoryGuardOptions {
  readonly open: OpenCalls
  readonly connections: Connections
  readonly maxBufferedBytes: number
  /** the most that one call can hold */
  readonly maxMessageBytes: number
  /** Called when connections were cut. */
  readonly onCut: (connections: number, bufferedBytes: number) => void
  /** Memory of all buffers of this process. */
  readonly bufferedBytes?: () => number
}

/**
 * Cuts connections whose clients hold memory and do nothing. Three reasons, looked for a few times a second:
 *
 * - An answer has not been read for half a minute.
 * - Calls are refused: then all are cut who have not read an answer for a second.
 * - Bytes on their way, messages half arrived and answers not read, hold more than is meant for them. No limit of one call
 *   or connection bounds that, since callers may have many. No new call is taken, and connections are cut whose calls wait
 *   for their client, those with the most such calls first, until enough is free.
 *
 * @returns stops watching
 */
export function guardMemory(options: MemoryGuardOptions): () => void {
  const { open, connections, maxBufferedBytes, maxMessageBytes, onCut } = options
  const bufferedBytes = options.bufferedBytes ?? (() => process.memoryUsage().arrayBuffers)
  let cutAtMs = Number.NEGATIVE_INFINITY
  let collectedAtMs = Number.NEGATIVE_INFINITY
  let refusedBefore = 0
  /** The memory of buffers that are truly held, where it seems to be too much. */
  const heldBytes = (): number => {
    const seeming = bufferedBytes()
    if (seeming <= maxBufferedBytes || performance.now() - collectedAtMs < pauseMs) return seeming
    collectGarbage()
    collectedAtMs = performance.now()
    return bufferedBytes()
  }
  const look = () => {
    const nowMs = performance.now()
    const buffered = heldBytes()
    const excess = buffered - maxBufferedBytes
    open.pressed = excess > 0
    const isRefusing = open.refused > refusedBefore
    refusedBefore = open.refused
    const cut = (peers: readonly string[]) => {
      if (peers.length === 0) return
      for (const peer of peers) connections.cutOff(peer)
      cutAtMs = nowMs
      onCut(peers.length, buffered)
    }
    cut(peersOf(open, (call) => isNotRead(call, nowMs - (isRefusing ? waitMs : stallMs))).map(([peer]) => peer))
    if (open.pressed && nowMs - cutAtMs >= pauseMs) {
      const waiting = peersOf(open, (call) => waitsForClient(call, nowMs - waitMs))
      cut(enough(waiting, Math.max(excess, maxMessageBytes) / maxMessageBytes))
    }
  }
  const timer = setInterval(look, intervalMs)
  return () => clearInterval(timer)
}

/** The first peers who together have so many calls. */
function enough(peers: readonly (readonly [peer: string, calls: number])[], calls: number): readonly string[] {
  const found: string[] = []
  let missing = calls
  for (const [peer, own] of peers) {
    if (missing <= 0) break
    found.push(peer)
    missing -= own
  }
  return found
}

function isNotRead({ sendsSinceMs = Number.POSITIVE_INFINITY }: OpenCall, beforeMs: number): boolean {
  return sendsSinceMs <= beforeMs
}

function waitsForClient(call: OpenCall, beforeMs: number): boolean {
  return isNotRead(call, beforeMs) || (call.readsSinceMs ?? Number.POSITIVE_INFINITY) <= beforeMs
}

/** The peers who have such calls, with their number, most first. */
function peersOf(
  open: Iterable<OpenCall>,
  isSuch: (call: OpenCall) => boolean,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const call of open) if (isSuch(call)) counts.set(call.peer, (counts.get(call.peer) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
