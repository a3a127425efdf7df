import { type Field, fields } from '@aplauso/proto'
import { objectIn, type VoteLine } from './vote-file.ts'

/** Maps a file's keys to the fields of a vote. */
export type KeyMap = ReadonlyMap<string, Field>

/**
 * Reads a mapping such as `Name=name,Album=album`.
 * @throws Error naming a part that is invalid, an unknown field, or one that is given twice
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

/** Renames the line's keys; a mapped key takes precedence over one that already has the field's name. */
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

/** Suggests a mapping for keys that differ from a field's name only in case; empty if there are none. */
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

/** Formats a mapping as the command line takes it. */
export function writeKeyMap(map: KeyMap): string {
  return [...map].map(([key, field]) => `${key}=${field}`).join(',')
}
