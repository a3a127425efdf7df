import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Certificates of the gRPC server, as PEM. */
export interface Tls {
  readonly cert: Buffer
  readonly key: Buffer
  /** Who signed the certificates that clients must show; absent: clients need none. */
  readonly clientCa?: Buffer
}

const names = ['GRPC_TLS_CERT_FILE', 'GRPC_TLS_KEY_FILE', 'GRPC_TLS_CLIENT_CA_FILE'] as const
type Name = (typeof names)[number]

const file = z.string().optional()

/**
 * TLS from files: certificate chain and key, and for mutual TLS the CA of the clients' certificates. The files are read
 * and checked here, so that what is wrong with them is reported with the configuration's other problems.
 */
export const tlsConfig = z
  .object({
    /** Certificate chain as a PEM file; without it the port speaks plain text. */
    GRPC_TLS_CERT_FILE: file,
    /** The certificate's key, without a passphrase, as a PEM file. */
    GRPC_TLS_KEY_FILE: file,
    /** Mutual TLS: only clients with a certificate of this authority (PEM file). */
    GRPC_TLS_CLIENT_CA_FILE: file,
  })
  .transform((env, context): { readonly tls?: Tls } => {
    const problem = (name: Name, message: string) => {
      context.addIssue({ code: 'custom', path: [name], message })
    }
    for (const name of ['GRPC_TLS_CERT_FILE', 'GRPC_TLS_KEY_FILE'] as const) {
      const others = names.filter((other) => env[other] !== undefined)
      if (env[name] === undefined && others.length > 0) problem(name, `is required with ${others.join(' and ')}`)
    }
    const read = <Checked>(name: Name, kind: string, check: (pem: Buffer) => Checked) => {
      const path = env[name]
      if (path === undefined) return undefined
      try {
        const pem = readFileSync(path)
        return { pem, checked: check(pem) }
      } catch (error) {
        problem(name, codeOf(error)?.startsWith('E') ? `cannot be read (${codeOf(error)})` : `holds no ${kind} as PEM`)
        return undefined
      }
    }
    const cert = read('GRPC_TLS_CERT_FILE', 'certificate', (pem) => new X509Certificate(pem))
    const key = read('GRPC_TLS_KEY_FILE', 'private key without passphrase', createPrivateKey)
    const clientCa = read('GRPC_TLS_CLIENT_CA_FILE', 'certificate', (pem) => new X509Certificate(pem))
    if (!cert || !key) return {}
    if (!belong(cert.checked, key.checked)) {
      problem('GRPC_TLS_KEY_FILE', 'does not belong to the certificate of GRPC_TLS_CERT_FILE')
    }
    return { tls: { cert: cert.pem, key: key.pem, ...(clientCa ? { clientCa: clientCa.pem } : {}) } }
  })

function belong(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key)
  } catch {
    return false
  }
}

/** An error's code; those of the file system are like ENOENT, those of OpenSSL like ERR_OSSL_…. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return code?.startsWith('ERR_') ? undefined : code
}
