import type { Fault } from '@aplauso/proto'
import type { ConsoleMessages } from './console-messages.ts'

/** A filter's fault in the page's language. */
export function filterFaultText({ filters }: Pick<ConsoleMessages, 'filters'>, { code }: Pick<Fault, 'code'>): string {
  const texts: Readonly<Record<string, string>> = filters.faults
  return texts[code] ?? filters.faults.other
}
