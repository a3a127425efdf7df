import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export { Histogram, Registry } from 'prom-client'

/** A registry with Node's own metrics (memory, event loop, garbage collection). */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** A gauge that is read when it is scraped; `read` sets its values, by label where there are some. */
export function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: (set: (value: number, labels?: Readonly<Record<string, string | number>>) => void) => void,
  labelNames: readonly string[] = [],
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      read((value, labels) => (labels ? this.set(labels, value) : this.set(value)))
    },
  })
}

/** A counter kept elsewhere as a plain number that only grows, read when it is scraped. */
export function counter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}
