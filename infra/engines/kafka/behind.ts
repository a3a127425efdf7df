import { join } from 'node:path'
import { engineFolder, readJson, readStates, writeJson } from '../folder.ts'
import { rememberedPorts } from '../ports.ts'

/** A listener of Kafka that a proxy stands before. */
export interface KafkaBehind {
  /** Where the broker listens for the proxy: `host:port`. */
  readonly upstream: string
  /** Where the proxy must listen: `host:port`. */
  readonly listen: string
  /** How programs reach Kafka through the proxy. */
  readonly environment: Readonly<Record<string, string>>
}

/** Where the proxy of this folder's Kafka belongs; `undefined` where `enginesUp` was not told of one. */
export function kafkaBehind(where: { readonly folder?: string } = {}): KafkaBehind | undefined {
  const folder = engineFolder(where.folder)
  const port = behindPort(folder)
  const upstreamPort = rememberedPorts(folder).kafkaProxied
  if (port === undefined || upstreamPort === undefined) return undefined
  const listen = `127.0.0.1:${port}`
  const direct = readStates(folder).kafka?.environment
  return { upstream: `127.0.0.1:${upstreamPort}`, listen, environment: { ...direct, KAFKA_BROKERS: listen } }
}

/** The port that Kafka advertises for its proxy. */
export function behindPort(folder: string): number | undefined {
  return readJson<{ port: number }>(fileIn(folder))?.port
}

/** Makes Kafka advertise the port from its next start on. */
export function rememberBehind(folder: string, port: number): void {
  writeJson(fileIn(folder), { port })
}

function fileIn(folder: string): string {
  return join(folder, 'kafka', 'behind.json')
}
