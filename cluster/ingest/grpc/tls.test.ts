import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '@aplauso/process'
import { generate, type SelfsignedOptions } from 'selfsigned'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { type ConnectOptions, connect } from '../client/client.ts'
import { readIngestConfig } from '../config.ts'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'

interface Pair {
  readonly cert: string
  readonly private: string
}

const pair = (name: string, more: SelfsignedOptions) =>
  generate([{ name: 'commonName', value: name }], { keyType: 'ec', algorithm: 'sha256', ...more })

const authority = (name: string) => pair(name, { extensions: [{ name: 'basicConstraints', cA: true, critical: true }] })

const signedBy = (ca: Pair, name: string) =>
  pair(name, {
    ca: { key: ca.private, cert: ca.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })

let ca: Pair
let server: Pair
let client: Pair
let stranger: Pair

beforeAll(async () => {
  ca = await authority('ca')
  server = await signedBy(ca, 'server')
  client = await signedBy(ca, 'client')
  stranger = await signedBy(await authority('another ca'), 'stranger')
})

/** Writes files into a folder that goes with the test. @returns their paths */
function files(texts: Record<string, string>): Record<string, string> {
  const folder = temporaryFolder()
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return [name, path]
    }),
  )
}

const serverFiles = (more = {}) => {
  const { cert = '', key = '', ...rest } = files({ cert: server.cert, key: server.private, ...more })
  return { GRPC_TLS_CERT_FILE: cert, GRPC_TLS_KEY_FILE: key, rest }
}

function cast(address: string, options: ConnectOptions) {
  const made = connect(address, options)
  onTestFinished(() => made.close())
  return made.castVote(goodVote, { deadlineMs: 2_000 })
}

const pem = (text: string) => Buffer.from(text)

test('with a certificate the server speaks TLS, and only TLS', async () => {
  const { rest: _, ...environment } = serverFiles()
  const { address } = await startDoor(new FakeProducer(), environment)
  await expect(cast(address, { tls: { ca: pem(ca.cert) } })).resolves.toMatchObject({ contest: 'default' })
  await expect(cast(address, {})).rejects.toMatchObject({ code: 'unavailable' })
  await expect(cast(address, { tls: {} })).rejects.toMatchObject({ code: 'unavailable' })
})

test('with a CA for clients only those are served that show a certificate of it', async () => {
  const { rest, ...environment } = serverFiles({ clients: ca.cert })
  const { address } = await startDoor(new FakeProducer(), {
    ...environment,
    GRPC_TLS_CLIENT_CA_FILE: rest.clients ?? '',
  })
  const trusted = { ca: pem(ca.cert) }
  const withPair = (own: Pair) => ({ tls: { ...trusted, cert: pem(own.cert), key: pem(own.private) } })
  await expect(cast(address, withPair(client))).resolves.toMatchObject({ contest: 'default' })
  await expect(cast(address, withPair(stranger))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(cast(address, { tls: trusted })).rejects.toMatchObject({ code: 'unavailable' })
})

function problems(environment: Record<string, string>): readonly string[] {
  try {
    readIngestConfig({ VOTER_KEY: 'x'.repeat(32), APLAUSO_DATA: '/tmp/x', ...environment })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('what is wrong with the files is reported with all other problems, by the variable’s name', () => {
  const made = files({ text: 'no certificate', cert: server.cert, other: client.private })
  expect(
    problems({
      GRPC_MAX_CALLS: '0',
      GRPC_TLS_CERT_FILE: made.text ?? '',
      GRPC_TLS_KEY_FILE: '/nowhere/key.pem',
      GRPC_TLS_CLIENT_CA_FILE: made.text ?? '',
    }),
  ).toEqual([
    'GRPC_MAX_CALLS: must be a whole number from 1 to 1000000',
    'GRPC_TLS_CERT_FILE: holds no certificate as PEM',
    'GRPC_TLS_KEY_FILE: cannot be read (ENOENT)',
    'GRPC_TLS_CLIENT_CA_FILE: holds no certificate as PEM',
  ])
  expect(problems({ GRPC_TLS_CERT_FILE: made.cert ?? '', GRPC_TLS_KEY_FILE: made.other ?? '' })).toEqual([
    'GRPC_TLS_KEY_FILE: does not belong to the certificate of GRPC_TLS_CERT_FILE',
  ])
  expect(problems({ GRPC_TLS_KEY_FILE: made.other ?? '' })).toEqual([
    'GRPC_TLS_CERT_FILE: is required with GRPC_TLS_KEY_FILE',
  ])
  expect(problems({ GRPC_TLS_CLIENT_CA_FILE: made.cert ?? '' })).toEqual([
    'GRPC_TLS_CERT_FILE: is required with GRPC_TLS_CLIENT_CA_FILE',
    'GRPC_TLS_KEY_FILE: is required with GRPC_TLS_CLIENT_CA_FILE',
  ])
})
