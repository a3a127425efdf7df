import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../steps.ts'
import { toolPath } from '../tools.ts'

const keytoolTimeoutMs = 60_000
const validityDays = '3650'

/** Seven runs of half a second: less work for the JVM is what counts. */
const quickStart = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC']

export interface KafkaCertificates {
  /** PKCS#12 with the broker's key and its chain. */
  readonly keystore: string
  /** PEM of the authority that clients must trust. */
  readonly caFile: string
}

/**
 * Makes an authority of our own and the broker's certificate for localhost and 127.0.0.1, once for a folder, with Java's
 * keytool. The authority's key is thrown away afterwards: it can sign nothing else.
 */
export async function kafkaCertificates(folder: string, storePassword: string): Promise<KafkaCertificates> {
  const done = join(folder, 'tls')
  if (!existsSync(done)) {
    const unfinished = `${done}.new`
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { mode: 0o700 })
    await make(unfinished, storePassword)
    renameSync(unfinished, done)
  }
  return { keystore: join(done, 'broker.p12'), caFile: join(done, 'ca.pem') }
}

async function make(folder: string, storePassword: string): Promise<void> {
  const keytool = (...args: string[]) =>
    runCommand({
      command: toolPath('keytool'),
      args: [...quickStart, ...args],
      cwd: folder,
      logFile: join(folder, 'keytool.log'),
      timeoutMs: keytoolTimeoutMs,
      environment: { STORE_PASSWORD: storePassword },
    })
  const store = (name: string) => [
    '-keystore',
    `${name}.p12`,
    '-storetype',
    'PKCS12',
    '-storepass:env',
    'STORE_PASSWORD',
  ]
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', validityDays]
  const names = 'san=dns:localhost,ip:127.0.0.1'

  await keytool(
    '-genkeypair',
    '-alias',
    'ca',
    '-dname',
    'CN=Aplauso development authority',
    ...key,
    '-ext',
    'bc:c=ca:true',
    '-ext',
    'ku:c=keyCertSign,cRLSign',
    ...store('ca'),
  )
  await keytool('-exportcert', '-rfc', '-alias', 'ca', '-file', 'ca.pem', ...store('ca'))
  await keytool('-genkeypair', '-alias', 'broker', '-dname', 'CN=localhost', ...key, ...store('broker'))
  await keytool('-certreq', '-alias', 'broker', '-file', 'broker.csr', ...store('broker'))
  await keytool(
    '-gencert',
    '-rfc',
    '-alias',
    'ca',
    '-infile',
    'broker.csr',
    '-outfile',
    'broker.pem',
    '-validity',
    validityDays,
    '-ext',
    names,
    '-ext',
    'eku=serverAuth',
    ...store('ca'),
  )
  await keytool('-importcert', '-noprompt', '-alias', 'ca', '-file', 'ca.pem', ...store('broker'))
  await keytool('-importcert', '-noprompt', '-alias', 'broker', '-file', 'broker.pem', ...store('broker'))
  for (const file of ['ca.p12', 'broker.csr', 'broker.pem']) rmSync(join(folder, file))
}
