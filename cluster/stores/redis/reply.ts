import { type CounterKind, counterKinds } from '@aplauso/proto'
import type { CounterSnapshot, TallyAnswer } from '../ports/tally.ts'

/** @throws TypeError where the answer is none that Redis gives */
export function list(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply
  throw new TypeError('the answer is not a list')
}

/** A whole number, null where there is none. @throws TypeError where it is something else */
export function whole(reply: unknown): number | null {
  if (reply === null) return null
  const value = typeof reply === 'string' || typeof reply === 'number' ? Number(reply) : Number.NaN
  if (reply === '' || !Number.isSafeInteger(value)) throw new TypeError('the answer is not a whole number')
  return value
}

/** The answer to a step: whether it was applied, and the watermark. @throws TypeError */
export function stepAnswer(reply: unknown): TallyAnswer {
  const [applied, watermark] = list(reply)
  const answer = { applied: whole(applied) === 1, watermark: whole(watermark) }
  if (answer.applied && answer.watermark === null) throw new TypeError('applied, and no watermark')
  return answer
}

/** A hash of numbers, from field and value by turns. @throws TypeError */
export function numbers(reply: unknown): Map<string, number> {
  const parts = list(reply)
  const map = new Map<string, number>()
  for (let at = 0; at + 1 < parts.length; at += 2) map.set(String(parts[at]), whole(parts[at + 1]) ?? 0)
  return map
}

/** A contest's counters, from the total and the hashes in the order of `counterKinds`. @throws TypeError */
export function counters([total, ...hashes]: readonly unknown[]): CounterSnapshot {
  const votes = whole(total)
  const maps = [new Map(votes === null ? [] : [['', votes] as const]), ...hashes.map(numbers)]
  const entries = counterKinds.map((kind, at) => [kind, maps[at] ?? new Map<string, number>()] as const)
  return Object.fromEntries(entries) as Record<CounterKind, Map<string, number>>
}
