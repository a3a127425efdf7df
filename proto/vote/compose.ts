import { classOf } from '../unicode/ranges.ts'
import { unassigned } from '../unicode/tables.ts'

const anyUnassigned = new RegExp(`[${classOf(unassigned)}]`, 'u')
const assignedRun = new RegExp(`[^${classOf(unassigned)}]+`, 'gu')

/**
 * NFC of each run between code points that Unicode 16 does not assign, which stay as they are: an engine of a newer
 * version, which knows how to compose those too, makes the same text.
 */
export function compose(text: string): string {
  if (!anyUnassigned.test(text)) return text.normalize('NFC')
  return text.replace(assignedRun, (run) => run.normalize('NFC'))
}
