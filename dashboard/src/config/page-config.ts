/** The addresses in `config.json`, which is served beside the page; without a trailing slash. */
export interface PageConfig {
  readonly results: string
  readonly logs: string
  readonly edge: string
  readonly grafana: string | null
}

/** An HTTP address without a trailing slash, or undefined. */
function addressOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  return /^https?:$/.test(new URL(value).protocol) ? value.replace(/\/+$/, '') : undefined
}

/** Reads `config.json`. @throws Error naming every member that is not an HTTP address */
export function readPageConfig(value: unknown): PageConfig {
  const given: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  const results = addressOf(given.results)
  const logs = addressOf(given.logs)
  const edge = addressOf(given.edge)
  const grafana = given.grafana === null || given.grafana === undefined ? null : addressOf(given.grafana)
  if (results !== undefined && logs !== undefined && edge !== undefined && grafana !== undefined) {
    return { results, logs, edge, grafana }
  }
  const faulty = Object.entries({ results, logs, edge, grafana }).filter(([, address]) => address === undefined)
  throw new Error(`config.json: ${faulty.map(([name]) => name).join(', ')}`)
}
