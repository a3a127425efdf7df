import { join } from 'node:path'
import getPort from 'get-port'
import { defaultFolder, readJson, writeJson } from './folder.ts'

/** The ports of one folder's engines, all on 127.0.0.1. Apart from the usual ones, where a person's own servers sit. */
const preferred = {
  kafka: 19092,
  kafkaSecure: 19093,
  kafkaController: 19094,
  redis: 16379,
  redisRest: 18079,
  mongo: 17017,
}
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
    const port = await getPort({ host: '127.0.0.1', exclude: others, ...(first === undefined ? {} : { port: first }) })
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
