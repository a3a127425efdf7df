import { type Field, fields, sentField } from '@aplauso/proto'
import type { VoteMembers } from './json.ts'
import keyNames from './key-names.json' with { type: 'json' }

/** Maps a file's keys to the fields of a vote. */
export type KeyMap = ReadonlyMap<string, Field>

const mostKeysNamed = 12

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

/** Renames a vote's keys; a mapped key takes precedence over one that already has the field's name. */
export function mapKeys(members: VoteMembers, map: KeyMap): VoteMembers {
  const entries = Object.entries(members)
  const own = entries.filter(([key]) => !map.has(key))
  const renamed = entries.flatMap(([key, value]) => {
    const field = map.get(key)
    return field ? [[field, value] as const] : []
  })
  return Object.fromEntries([...own, ...renamed])
}

/**
 * Requires that a file's keys, once mapped, are the fields' names where they can be: the doors would refuse every vote of
 * a file that has `Artist` instead of `name`, so the error names the keys found and the mapping to try.
 * @throws Error with a message for people
 */
export function requireFieldNames(keys: readonly string[], map: KeyMap, path: string): void {
  const mapped = keys.map((key) => map.get(key) ?? key)
  const suggested = suggestKeyMap(mapped)
  const isNamed = fields.some((field) => sentField(field).required && mapped.includes(field))
  if (suggested.size === 0 && isNamed) return
  const found = keys.length > mostKeysNamed ? [...keys.slice(0, mostKeysNamed), '…'] : keys
  const used = [...map].filter(([key]) => keys.includes(key))
  const example = fields.flatMap((field) => (sentField(field).required ? [`KEY=${field}`] : [])).join(',')
  throw new Error(
    suggested.size > 0
      ? `${path} has the keys ${found.join(', ')}: name its fields with --map ${writeKeyMap(new Map([...used, ...suggested]))}`
      : `${path} has the keys ${found.join(', ')}, none of which is a field of a vote: name its fields with --map ${example}`,
  )
}

/** Suggests a mapping for keys that are another spelling or a usual name of a field; empty if there are none. */
export function suggestKeyMap(keys: readonly string[]): KeyMap {
  const names: Readonly<Partial<Record<Field, readonly string[]>>> = keyNames
  return new Map(
    fields.flatMap((field) => {
      if (keys.includes(field)) return []
      const known = [field.toLowerCase(), ...(names[field] ?? [])]
      const key = keys.find((other) => known.includes(plain(other)) && !fields.some((name) => name === other))
      return key === undefined ? [] : [[key, field] as const]
    }),
  )
}

/** Formats a mapping as the command line takes it, in quotes if a shell needs them. */
export function writeKeyMap(map: KeyMap): string {
  const text = [...map].map(([key, field]) => `${key}=${field}`).join(',')
  return /[^\p{L}\p{N}_=,.-]/u.test(text) ? `"${text}"` : text
}

/** A key in lower case without accents, spaces and marks: `Álbum title` is `albumtitle`. */
function plain(key: string): string {
  return key
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
