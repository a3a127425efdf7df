import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** The encodings of a body that are made, the best first. */
const encodings = ['br', 'gzip'] as const

export type Encoding = (typeof encodings)[number] | 'identity'

/** Beyond it the answer gets hardly shorter, and takes long to make. */
const brotliQuality = 5

const encoders = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (bytes) => promisify(gzip)(bytes),
  identity: async (bytes) => bytes,
} as const satisfies Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>>>

/** Makes an encoding of a body. */
export const encode = (encoding: Encoding, bytes: Uint8Array): Promise<Uint8Array> => encoders[encoding](bytes)

/** The encoding to answer with, by `Accept-Encoding` (RFC 9110, 12.5.3): the best of those that the client takes. */
export function chosenEncoding(accepts: string | string[] | undefined): Encoding {
  const weights = new Map(
    [accepts ?? []]
      .flat()
      .join()
      .split(',')
      .map((part) => {
        const [coding = '', ...parameters] = part.toLowerCase().split(';')
        const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
        return [coding.trim(), weight === undefined ? 1 : Number(weight)] as const
      }),
  )
  const weightOf = (encoding: Encoding) => weights.get(encoding) ?? weights.get('*') ?? 0
  const [best = 'identity'] = encodings.toSorted((one, other) => weightOf(other) - weightOf(one))
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : 'identity'
}
