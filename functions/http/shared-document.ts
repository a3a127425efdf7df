import { type Answer, empty } from './answer.ts'
import { chosenEncoding, type Encoding, encode } from './encoding.ts'
import { etagOf, namesTag } from './etag.ts'
import type { Question } from './question.ts'

/**
 * A JSON document that many ask for: its bytes, and each encoding of them, are made once, when they are first asked for,
 * and all answers share them.
 */
export class SharedDocument {
  readonly #bytes: Buffer
  readonly #etag: string
  readonly #encoded = new Map<Encoding, Promise<Uint8Array>>()

  /** @param tagged what the entity tag covers */
  constructor(value: unknown, tagged: unknown) {
    this.#bytes = Buffer.from(JSON.stringify(value))
    this.#etag = etagOf(tagged)
  }

  /** 200 with the document in the best encoding that the client takes, or 304 where it has that one already. */
  async answer({ headers }: Pick<Question, 'headers'>, more: Answer['headers']): Promise<Answer> {
    const encoding = chosenEncoding(headers['accept-encoding'])
    const etag = this.#etagOf(encoding)
    const validators = { etag, vary: 'Accept-Encoding', ...more }
    if (namesTag(headers['if-none-match'], etag)) return empty(304, validators)
    const coding = encoding === 'identity' ? {} : { 'content-encoding': encoding }
    return {
      status: 200,
      headers: { 'content-type': 'application/json', ...coding, ...validators },
      body: await this.#bytesOf(encoding),
    }
  }

  /** Each encoding is a representation of its own, and so has a tag of its own. */
  #etagOf(encoding: Encoding): string {
    return encoding === 'identity' ? this.#etag : this.#etag.replace(/"$/, `-${encoding}"`)
  }

  #bytesOf(encoding: Encoding): Promise<Uint8Array> {
    const known = this.#encoded.get(encoding)
    if (known) return known
    const made = encode(encoding, this.#bytes)
    this.#encoded.set(encoding, made)
    return made
  }
}
