/** Content types to send, each with what the contract says it is. */
export const contentTypes: Readonly<Record<string, 'json' | 'ndjson' | undefined>> = {
  'application/json': 'json',
  'APPLICATION/JSON; charset=UTF-8': 'json',
  'application/json;charset="utf-8";boundary=x': 'json',
  'application/x-ndjson': 'ndjson',
  'application/x-ndjson ; charset=utf-8': 'ndjson',
  'text/plain': undefined,
  'application/json; charset=latin1': undefined,
  'application/json; charset=constructor': undefined,
  constructor: undefined,
  __proto__x: undefined,
  toString: undefined,
}

/** What a content type of the table is; undefined: none that the edge takes. */
export function mediaOfKnown(contentType: string): 'json' | 'ndjson' | undefined {
  return Object.hasOwn(contentTypes, contentType) ? contentTypes[contentType] : undefined
}
