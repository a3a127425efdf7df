import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../terminal/root.ts'
import { Child } from './supervisor/index.ts'
import { host } from './system/ports.ts'

const readyTimeoutMs = 30_000

/**
 * Runs the gRPC server alone for the time of some work, on a free port.
 * @param environment names its log; an embedded one in a temporary folder by default
 * @param work receives the server's address, `host:port`
 * @throws ProcessDied, and what the work throws
 * @example
 * const accepted = await withIngest({}, (address) => connect(address).castVote(vote))
 */
export async function withIngest<Result>(
  environment: Readonly<Record<string, string>>,
  work: (address: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-ingest-'))
  const log = Object.keys(environment).length > 0 ? environment : { APLAUSO_DATA: folder }
  const settings = { GRPC_HOST: host, GRPC_PORT: '0', VOTER_KEY: randomBytes(32).toString('base64url') }
  const spec = { name: 'ingest', entry: join(root, 'cluster/ingest/main.ts'), environment: { ...log, ...settings } }
  const server = new Child(spec, folder, () => {})
  try {
    const { grpc } = await server.ready(readyTimeoutMs)
    return await work(`${host}:${grpc}`)
  } finally {
    server.askToStop()
    await server.gone
    rmSync(folder, { recursive: true, force: true })
  }
}
