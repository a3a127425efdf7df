import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export { Histogram, Registry } from 'prom-client'

type Labels = Readonly<Record<string, string | number>>

/** Gives a metric's value, or one for each set of labels. */
export type Read = (set: (value: number, labels?: Labels) => void) => void

/** A registry with Node's own metrics (memory, event loop, garbage collection). */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** A gauge that is read when it is scraped. */
export function gauge(registry: Registry, name: string, help: string, read: Read, labelNames: string[] = []): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      read((value, labels = {}) => this.set(labels, value))
    },
  })
}

/**
 * A counter whose numbers are kept elsewhere and only grow, read when it is scraped.
 * @example
 * counter(registry, 'aplauso_votes_total', 'Votes by door', (set) => set(door.votes, { door: 'grpc' }), ['door'])
 */
export function counter(registry: Registry, name: string, help: string, read: Read, labelNames: string[] = []): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      read((value, labels = {}) => this.inc(labels, value))
    },
  })
}
