/** What workerd serves. */
export interface WorkerdPlan {
  /** The Worker's files, `index.js` first; the configuration lies beside them. */
  readonly files: readonly string[]
  readonly compatibilityDate: string
  /** Bindings whose texts workerd takes from its own environment, so that no secret is written anywhere. */
  readonly bindings: readonly string[]
  /** Authorities that connections trust beside the public ones, in PEM. */
  readonly trustedCertificates?: string | undefined
}

/** The names by which the command line sets the socket's address and the folder of the Durable Objects. */
export const workerdNames = { socket: 'http', storage: 'storage' } as const

/**
 * A configuration of workerd, in Cap'n Proto's text form. The Worker may reach local addresses, where the relay is.
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
