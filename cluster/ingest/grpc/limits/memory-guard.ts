import { collectGarbage } from './collect-garbage.ts'
import type { Connections } from './connections.ts'
import type { OpenCall, OpenCalls } from './open-calls.ts'

const intervalMs = 250
/** A call that has waited this long for its client holds memory for the client's sake. */
const waitMs = 1_000
/** Time for what was let go to be free, before anybody else is cut. */
const pauseMs = 1_000

export interface MemoryGuardOptions {
  readonly open: OpenCalls
  readonly connections: Connections
  readonly maxBufferedBytes: number
  /** the most that one call can hold */
  readonly maxMessageBytes: number
  /** Told when connections were cut. */
  readonly onCut: (connections: number, bufferedBytes: number) => void
  /** Memory of all buffers of this process. */
  readonly bufferedBytes?: () => number
}

/**
 * Watches the memory that bytes on their way hold: messages half arrived, answers that nobody reads. No limit of one
 * call or connection bounds it, since callers may have many. Beyond the limit no new call is taken, and connections are
 * cut whose calls wait for their client, those with the most such calls first. Where messages that are worked on hold
 * all memory meant for them, those are cut that do not read their answers. @returns stops watching
 */
export function guardMemory(options: MemoryGuardOptions): () => void {
  const { open, connections, maxBufferedBytes, maxMessageBytes, onCut } = options
  const bufferedBytes = options.bufferedBytes ?? (() => process.memoryUsage().arrayBuffers)
  let cutAtMs = Number.NEGATIVE_INFINITY
  let collectedAtMs = Number.NEGATIVE_INFINITY
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
    const wasCut = nowMs - cutAtMs < pauseMs
    const buffered = heldBytes()
    const excess = buffered - maxBufferedBytes
    open.pressed = excess > 0
    if ((!open.pressed && open.hasRoom()) || wasCut) return
    const holds = open.pressed ? waitsForClient : isNotRead
    let toFree = Math.max(excess, maxMessageBytes)
    let cut = 0
    for (const [peer, calls] of countByPeer(open, (call) => holds(call, nowMs - waitMs))) {
      if (toFree <= 0) break
      connections.cutOff(peer)
      toFree -= calls * maxMessageBytes
      cut += 1
    }
    if (cut === 0) return
    cutAtMs = nowMs
    onCut(cut, buffered)
  }
  const timer = setInterval(look, intervalMs)
  return () => clearInterval(timer)
}

function isNotRead({ sendsSinceMs = Number.POSITIVE_INFINITY }: OpenCall, beforeMs: number): boolean {
  return sendsSinceMs <= beforeMs
}

function waitsForClient(call: OpenCall, beforeMs: number): boolean {
  return isNotRead(call, beforeMs) || (call.readsSinceMs ?? Number.POSITIVE_INFINITY) <= beforeMs
}

/** How many such calls each peer has, most first. */
function countByPeer(
  open: Iterable<OpenCall>,
  isSuch: (call: OpenCall) => boolean,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const call of open) if (isSuch(call)) counts.set(call.peer, (counts.get(call.peer) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
