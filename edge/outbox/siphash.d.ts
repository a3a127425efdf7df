/** The part of https://github.com/jedisct1/siphash-js that is used here; the package brings no types. */
declare module 'siphash' {
  /** SipHash-2-4 of a text's UTF-8, as two halves of 32 bits. @param key four words of 32 bits */
  function hash(key: Uint32Array, text: string): { readonly h: number; readonly l: number }
  const siphash: { readonly hash: typeof hash }
  export default siphash
}
