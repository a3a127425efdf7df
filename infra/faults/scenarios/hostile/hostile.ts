import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Environment } from '@aplauso/process'
import { residentMebibytes } from '../../../load/read-side/memory.ts'
import { readHostConfig } from '../../../local/edge/config.ts'
import { startEdge } from '../../../local/edge/start-edge.ts'
import { host } from '../../../local/system/index.ts'
import { type RunningSystem, withSystem } from '../../../local/with-system.ts'
import { type Output, step } from '../../../terminal/index.ts'
import { measuredIngest } from '../memory-watch.ts'
import { type Attack, type AttackOrder, attackNames } from './attacks.ts'
import { type Cast, castHonestly, edgeCallers, grpcCallers } from './honest-callers.ts'

export interface HostileOptions {
  /** absent: all */
  readonly attack?: Attack
  /** how long each attack lasts */
  readonly seconds: number
  /** how many connections attack */
  readonly connections: number
}

/** How honest callers fared beside an attack. */
export interface AttackReport {
  readonly attack: Attack
  readonly door: 'grpc' | 'edge'
  readonly sent: number
  /** of the honest votes that were sent */
  readonly shareAccepted: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** of the server's process; null where the system does not say */
  readonly memoryMib: { readonly before: number; readonly most: number; readonly after: number } | null
  readonly ok: boolean
}

export interface HostileReport {
  readonly attacks: readonly AttackReport[]
  readonly connections: number
  readonly seconds: number
  readonly ok: boolean
}

const leastShare = 0.95
const mostP99Ms = 1_000
const warmUpMs = 3_000
const calmMs = 3_000
const sampleMs = 250
/** Attacks beside which honest callers use the edge too. */
const throughEdge: ReadonlySet<Attack> = new Set(['names', 'relay'])

/** Attacks the doors, with honest callers beside each attack. @throws ProcessDied, Interrupted */
export async function beHostile(options: HostileOptions, output: Output): Promise<HostileReport> {
  const leaveOut = ['ingest', 'consumer', 'results', 'logs', 'edge', 'dashboard']
  return withSystem({ leaveOut }, output, async (system) => {
    const attacks: AttackReport[] = []
    // Each attack meets new servers: what one leaves behind is not the next one's.
    for (const attack of options.attack ? [options.attack] : attackNames) {
      attacks.push(...(await attackOnce({ ...options, ...system, attack, output })))
    }
    const { seconds, connections } = options
    return { attacks, connections, seconds, ok: attacks.every(({ ok }) => ok) }
  })
}

interface AttackStage extends HostileOptions, RunningSystem {
  readonly attack: Attack
  readonly output: Output
}

async function attackOnce(stage: AttackStage): Promise<readonly AttackReport[]> {
  const { attack, connections, output, signal } = stage
  const { grpc } = stage.urls
  const { server, memory } = await measuredIngest(stage)
  const edge = throughEdge.has(attack) ? await startTheEdge(stage) : undefined
  const grpcDoor = grpcCallers(grpc)
  const edgeDoor = edge && edgeCallers(edge.url)
  try {
    const doors: Door[] = [{ door: 'grpc', casts: grpcDoor.casts, memory: () => memory.now().catch(() => undefined) }]
    if (edge && edgeDoor) {
      doors.push({ door: 'edge', casts: edgeDoor.casts, memory: async () => residentMebibytes(edge.pid) })
    }
    const relay = edgeEnvironment(stage).RELAY_URL ?? ''
    const order: AttackOrder = { attack, connections, grpc, relay, ...(edge ? { edge: edge.url } : {}) }
    return await step(attack, output, () => measure(stage, doors, order, signal))
  } finally {
    grpcDoor.close()
    edgeDoor?.close()
    await edge?.stop()
    await server.stop()
  }
}

function edgeEnvironment({ leftOut }: AttackStage): Environment {
  return leftOut.find(({ name }) => name === 'edge')?.environment ?? {}
}

async function startTheEdge(stage: AttackStage) {
  const { bindings } = readHostConfig(edgeEnvironment(stage))
  const started = await startEdge({ host, port: 0, folder: join(stage.folder, 'edge'), bindings, onLine: () => {} })
  return { url: `http://${host}:${started.port}`, pid: started.pid ?? 0, stop: started.stop }
}

interface Door {
  readonly door: 'grpc' | 'edge'
  readonly casts: readonly Cast[]
  readonly memory: () => Promise<number | undefined>
}

async function measure(
  { attack, seconds }: AttackStage,
  doors: readonly Door[],
  order: AttackOrder,
  signal: AbortSignal,
): Promise<readonly AttackReport[]> {
  const atEach = <Result>(ask: (door: Door) => Promise<Result>) => Promise.all(doors.map(ask))
  await atEach(({ casts }) => castHonestly(casts, warmUpMs, signal))
  const before = await atEach(({ memory }) => memory())
  const most = [...before]
  const watch = setInterval(async () => {
    for (const [at, mib] of (await atEach(({ memory }) => memory())).entries()) {
      most[at] = Math.max(most[at] ?? 0, mib ?? 0)
    }
  }, sampleMs)
  const attacker = new Worker(new URL('attacker.ts', import.meta.url), { workerData: order })
  const honest = await atEach(({ casts }) => castHonestly(casts, seconds * 1_000, signal)).finally(() =>
    attacker.terminate(),
  )
  clearInterval(watch)
  await pause(calmMs, undefined, { signal })
  const after = await atEach(({ memory }) => memory())
  return doors.map(({ door }, at) => {
    const { sent = 0, accepted = 0, latencies } = honest[at] ?? {}
    const shareAccepted = Math.round((1_000 * accepted) / Math.max(1, sent)) / 1_000
    const p99Ms = Math.round(latencies?.quantile(0.99) ?? 0)
    const [calm, peak, end] = [before[at], most[at], after[at]]
    return {
      attack,
      door,
      sent,
      shareAccepted,
      p50Ms: Math.round(latencies?.quantile(0.5) ?? 0),
      p99Ms,
      memoryMib:
        calm === undefined || peak === undefined || end === undefined
          ? null
          : { before: Math.round(calm), most: Math.round(peak), after: Math.round(end) },
      ok: sent > 0 && shareAccepted >= leastShare && p99Ms <= mostP99Ms,
    }
  })
}
