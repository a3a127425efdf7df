import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultFolder, readJson, writeJson } from './folder.ts'

/** The ports of one folder's engines, all on 127.0.0.1. Apart from the usual ones, where a person's own servers sit. */
const preferred = {
  kafka: 19092,
  kafkaSecure: 19093,
  kafkaController: 19094,
  kafkaProxied: 19095,
  kafkaReplication: 19096,
  kafka2: 19192,
  kafkaSecure2: 19193,
  kafkaController2: 19194,
  kafkaProxied2: 19195,
  kafkaReplication2: 19196,
  kafka3: 19292,
  kafkaSecure3: 19293,
  kafkaController3: 19294,
  kafkaProxied3: 19295,
  kafkaReplication3: 19296,
  redis: 16379,
  redisRest: 18079,
  mongo: 17017,
  secantusdb: 17018,
}
/** Below the first port of outgoing connections, which is 32768 on Linux and 49152 on macOS. */
const firstFreePort = 20_000
const lastFreePort = 32_767

const portPatienceMs = 1_500
const betweenLooksMs = 50

export type PortName = keyof typeof preferred
export type Ports = Readonly<Record<PortName, number>>

/**
 * Ports for what is about to start. Chosen once for a folder and remembered; one that has been taken by another program
 * since then is replaced, and said so. Only the default folder prefers fixed numbers.
 */
export async function choosePorts(
  folder: string,
  wanted: readonly PortName[],
  say: (line: string) => void,
): Promise<Ports> {
  const file = join(folder, 'ports.json')
  const known = rememberedPorts(folder)
  const ports: Record<string, number> = { ...known }
  for (const name of wanted) {
    const first = known[name] ?? (folder === defaultFolder ? preferred[name] : undefined)
    const others = Object.entries(ports).flatMap(([other, port]) => (other === name ? [] : [port]))
    const port = first !== undefined && (await isSoonFree(first)) ? first : await freePort(others)
    if (first !== undefined && port !== first) say(`port ${first} (${name}) is taken by another program; using ${port}`)
    ports[name] = port
  }
  writeJson(file, ports)
  return { ...preferred, ...ports }
}

/** The ports this folder's engines had the last time; empty before the first. */
export function rememberedPorts(folder: string): Partial<Ports> {
  return readJson<Partial<Ports>>(join(folder, 'ports.json')) ?? {}
}

/**
 * A port of 127.0.0.1 that is free now and outside of the range from which systems choose the ports of outgoing
 * connections: there, a client's connection could take it while the server that owns it is being restarted.
 * Not get-port: it refuses a port for half a minute after it gave it out, also to an engine that is restarted.
 * @throws Error when none is found
 */
export async function freePort(taken: readonly number[] = []): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(firstFreePort, lastFreePort + 1)
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new Error('no free port found on 127.0.0.1')
}

/** A server that was killed is gone a moment before its sockets are. */
async function isSoonFree(port: number): Promise<boolean> {
  const untilMs = performance.now() + portPatienceMs
  for (;;) {
    if (await isFree(port)) return true
    if (performance.now() > untilMs) return false
    await sleep(betweenLooksMs)
  }
}

/** Whether nothing listens on the port of a host. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return listenOnce(port, host).then(
    () => true,
    () => false,
  )
}

async function listenOnce(port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
