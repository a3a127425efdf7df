/** What workerd serves. */
export interface WorkerdPlan {
  /** the Worker's files, `index.js` first; the configuration is in the same folder */
  readonly files: readonly string[]
  readonly compatibilityDate: string
  /** bindings that workerd reads from its environment, so that secrets are never written to disk */
  readonly bindings: readonly string[]
  /** authorities that connections trust beside the public ones, in PEM */
  readonly trustedCertificates?: string | undefined
}

/** The names with which the command line sets the socket's address and the folder of the Durable Objects. */
export const workerdNames = { socket: 'http', storage: 'storage' } as const

/**
 * The configuration of workerd, in Cap'n Proto's text format. The Worker may reach local addresses, where the relay is.
 * Source: workerd.capnp in the package `workerd`
 */
export function workerdConfig({ files, compatibilityDate, bindings, trustedCertificates }: WorkerdPlan): string {
  const modules = files.map((file) =>
    file.endsWith('.wasm')
      ? `    (name = ${text(`./${file}`)}, wasm = embed ${text(file)}),`
      : `    (name = ${text(file)}, esModule = embed ${text(file)}),`,
  )
  const texts = bindings.map((name) => `    (name = ${text(name)}, fromEnvironment = ${text(name)}),`)
  const trusted = trustedCertificates ? `, trustedCertificates = [${text(trustedCertificates)}]` : ''
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true${trusted}))),
    (name = "${workerdNames.storage}", disk = (writable = true)),
  ],
  sockets = [(name = "${workerdNames.socket}", http = (), service = "edge")],
  logging = (structuredLogging = false),
);

const edge :Workerd.Worker = (
  modules = [
${modules.join('\n')}
  ],
  compatibilityDate = ${text(compatibilityDate)},
  bindings = [
${texts.join('\n')}
    (name = "OUTBOX", durableObjectNamespace = "Outbox"),
  ],
  durableObjectNamespaces = [(className = "Outbox", uniqueKey = "aplauso-outbox", enableSql = true)],
  durableObjectStorage = (localDisk = "${workerdNames.storage}"),
);
`
}

function text(value: string): string {
  return JSON.stringify(value)
}
