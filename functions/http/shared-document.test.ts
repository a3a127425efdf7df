import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { SharedDocument } from './shared-document.ts'

const value = { total: 7, name: 'Trébol'.repeat(100), ageMs: 4 }
const text = JSON.stringify(value)
const made = () => new SharedDocument(value, { total: 7 })
const ask = (document: SharedDocument, headers: Record<string, string> = {}) => document.answer({ headers }, {})

describe('a shared document', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('is encoded as %s once, and all answers share the bytes', async (encoding, decode) => {
    const document = made()
    const answers = await Promise.all([1, 2, 3].map(() => ask(document, { 'accept-encoding': encoding })))
    const [first] = answers
    expect(first?.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' })
    expect(decode(first?.body as Uint8Array).toString()).toBe(text)
    for (const { body } of answers) expect(body).toBe(first?.body)
  })

  it('goes out as it is to whoever takes nothing else', async () => {
    const document = made()
    const { headers, body } = await ask(document)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toBe('Accept-Encoding')
    expect(Buffer.from(body as Uint8Array).toString()).toBe(text)
    expect((await ask(document)).body).toBe(body)
  })

  it('has a tag for each encoding, that of the same content in another document too', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) => {
        const { headers } = await ask(made(), { 'accept-encoding': encoding })
        return String(headers.etag)
      }),
    )
    expect(new Set(tags).size).toBe(3)
    for (const tag of tags) expect(tag).toMatch(/^W\/"[\w-]+"$/)
    const other = new SharedDocument({ ...value, ageMs: 9 }, { total: 7 })
    expect((await ask(other, { 'accept-encoding': 'gzip' })).headers.etag).toBe(tags[1])
  })

  it('is unchanged only for whoever has this very encoding of it', async () => {
    const document = made()
    const etag = String((await ask(document, { 'accept-encoding': 'gzip' })).headers.etag)
    const again = await ask(document, { 'accept-encoding': 'gzip', 'if-none-match': etag })
    expect(again).toEqual({ status: 304, headers: { etag, vary: 'Accept-Encoding' }, body: null })
    expect((await ask(document, { 'if-none-match': etag })).status).toBe(200)
    expect((await ask(document, { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(200)
  })
})
