import { type Field, fields } from '@aplauso/proto'
import type { VoteLine } from './vote-file.ts'

/** Which keys of a file stand for which fields of a vote. */
export type KeyMap = ReadonlyMap<string, Field>

/**
 * Reads a mapping such as `Name=name,Album=album`.
 * @throws Error naming the part that is none, a field that there is not, or one that is given twice
 */
export function readKeyMap(text: string): KeyMap {
  const map = new Map<string, Field>()
  for (const part of text.split(',')) {
    const [key = '', name = '', ...more] = part.split('=').map((side) => side.trim())
    if (key === '' || name === '' || more.length > 0) throw new Error(`"${part}" must be such as Name=name`)
    const field = fields.find((known) => known === name)
    if (!field) throw new Error(`"${part}": there is no field "${name}", only ${fields.join(', ')}`)
    if (map.has(key) || [...map.values()].includes(field)) throw new Error(`"${part}": given twice`)
    map.set(key, field)
  }
  return map
}

/** The line with its keys renamed; the mapping's keys win over those that have a field's name already. */
export function mapKeys(line: VoteLine, map: KeyMap): VoteLine {
  const vote = objectIn(line.text)
  if (!vote) return line
  const entries = Object.entries(vote)
  const own = entries.filter(([key]) => !map.has(key))
  const renamed = entries.flatMap(([key, value]) => {
    const field = map.get(key)
    return field ? [[field, value] as const] : []
  })
  return { number: line.number, text: JSON.stringify(Object.fromEntries([...own, ...renamed])) }
}

/** The mapping that a vote seems to need: its keys that are a field's name but for the case. Empty where it needs none. */
export function suggestKeyMap({ text }: VoteLine): KeyMap {
  const vote = objectIn(text) ?? {}
  const keys = Object.keys(vote)
  return new Map(
    fields.flatMap((field) => {
      const key = keys.find((other) => other.toLowerCase() === field.toLowerCase())
      return key === undefined || keys.includes(field) ? [] : [[key, field] as const]
    }),
  )
}

/** A mapping as it is written on a command line. */
export function writeKeyMap(map: KeyMap): string {
  return [...map].map(([key, field]) => `${key}=${field}`).join(',')
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
