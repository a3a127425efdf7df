// Marked as pure, so that a bundle without `utf8` leaves it out: the component's engine has no TextEncoder.
const encoder = /* @__PURE__ */ new TextEncoder()

/** Characters of the base64url of an SHA-256, as in vote keys and voters' hashes. */
export const digestCharacters = 43

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  // What the Workers runtime's types do not promise, though it is so there too.
  return encoder.encode(text) as Uint8Array<ArrayBuffer>
}

/** Base64 with the URL's alphabet and no padding (RFC 4648, section 5). */
export function base64Url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
