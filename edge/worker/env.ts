import type { Outbox } from '../outbox/durable-object.ts'

/** The Worker's bindings. Texts and secrets are read by `config.ts`. */
export interface Env extends Readonly<Record<string, unknown>> {
  readonly OUTBOX: DurableObjectNamespace<Outbox>
  /** Optional: a counter for each outcome. */
  readonly OUTCOMES?: AnalyticsEngineDataset
}
