import { type Code, codes, httpAnswers, problemContentType } from '@aplauso/proto'

/** A reference to a named schema. */
export function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}

/** The JSON answer of a named schema. */
export function jsonAnswer(name: string, description: string, headers: object = {}) {
  return { description, headers, content: { 'application/json': { schema: ref(name) } } }
}

/** A parameter of the query, which may be left out. */
export function queryParameter(name: string, description: string, schema: object) {
  return { name, in: 'query', description, schema }
}

/** The problem answers of an operation by status; codes that share a status share an answer. */
export function problems(...wanted: readonly Code[]): Record<string, object> {
  const statuses = [...new Set(wanted.map((code) => httpAnswers[code].status))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => wanted.includes(code) && httpAnswers[code].status === status)
      const content = { [problemContentType]: { schema: ref('Problem') } }
      return [String(status), { description: here.map((code) => `\`${code}\``).join(', '), content }]
    }),
  )
}
