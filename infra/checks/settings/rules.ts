import * as z from 'zod/v4/core'

/** A schema of zod, or of its small sister zod/mini. */
export type Schema = z.$ZodType

/** A variable as its schema has it. */
export interface Rule {
  readonly name: string
  /** what its text must be, such as `a whole number from 1 to 1024` */
  readonly rule: string
  /** its default; `**required**` where there is none; `–` where it may be absent */
  readonly whenAbsent: string
}

/** Texts that nothing but a free text takes. */
const impossible = ['\0', '\0'.repeat(10_000)]

/** The variables of a schema, in its order. */
export function rulesOf(schema: Schema): readonly Rule[] {
  return Object.entries(shapeOf(schema)).map(([name, member]) => ({
    name,
    rule: ruleOf(member),
    whenAbsent: whenAbsent(member),
  }))
}

/** @throws Error where a schema is none of an object */
function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  const { def } = (schema as z.$ZodTypes)._zod
  if (def.type === 'object') return def.shape
  if (def.type === 'pipe') return shapeOf(def.in)
  if (def.type === 'intersection') return { ...shapeOf(def.left), ...shapeOf(def.right) }
  throw new Error(`a schema of the type ${def.type} has no variables`)
}

function ruleOf(member: Schema): string {
  const values = valuesOf(member)
  if (values.length > 0) return values.map((value) => `\`${value}\``).join(', ')
  for (const text of impossible) {
    const message = z.safeParse(member, text).error?.issues[0]?.message
    if (message !== undefined) return ruleIn(message)
  }
  return 'text'
}

/** The rule that a problem's message states. */
function ruleIn(message: string): string {
  return message
    .replace(/^must be /, '')
    .replace(/^must have /, 'text with ')
    .replace(/^must begin /, 'text that begins ')
}

/** The values of an enumeration, behind whatever wraps it. */
function valuesOf(member: Schema): readonly string[] {
  const { def } = (member as z.$ZodTypes)._zod
  if (def.type === 'enum') return Object.values(def.entries).map(String)
  if (def.type === 'pipe') return valuesOf(def.in)
  return def.type === 'optional' || def.type === 'default' ? valuesOf(def.innerType) : []
}

function whenAbsent(member: Schema): string {
  const { success, data } = z.safeParse(member, undefined)
  if (!success) return '**required**'
  if (data === undefined) return '–'
  return Array.isArray(data) && data.length === 0 ? 'none' : `\`${String(data)}\``
}
