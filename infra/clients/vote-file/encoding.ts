import { isUtf8 } from 'node:buffer'

/** The encodings that a vote file may have, by the names that `--encoding` takes. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'macintosh'] as const
export type Encoding = (typeof encodings)[number]

/** A file's text, with what a person should know about how it was decoded. */
export interface Decoded {
  readonly text: string
  readonly warnings: readonly string[]
}

/** The line ends of Unix, Windows and old Macs, and CR CR LF, which a Windows text made twice over has. */
const lineEnds = /\r{0,2}\n|\r/g

/**
 * Decodes a file's bytes. Without a named encoding a byte order mark decides, then whether the bytes are UTF-8, else a
 * guess, which a warning names. Drops the byte order mark, and ends every line with one line feed.
 * @param path the file's name in warnings
 */
export function decodeFile(bytes: Uint8Array, path: string, named?: Encoding): Decoded {
  const { encoding, warning } = named === undefined ? guess(bytes) : { encoding: named }
  return {
    text: new TextDecoder(encoding).decode(bytes).replace(lineEnds, '\n'),
    warnings: warning === undefined ? [] : [`${path} ${warning}`],
  }
}

const carriageReturn = 0x0d
const lineFeed = 0x0a

interface Guess {
  readonly encoding: Encoding
  readonly warning?: string
}

function guess(bytes: Uint8Array): Guess {
  if (isUtf8(bytes) && !bytes.subarray(0, 2).includes(0)) return { encoding: 'utf-8' }
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le' }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be' }
  // A vote file begins with an ASCII character: a quote, a bracket, a letter of the head line.
  if (first === 0) return unmarked('utf-16be')
  if (second === 0) return unmarked('utf-16le')
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf
  if (isMarked || isMostlyUtf8(bytes)) return damaged
  // Only old Mac programs end lines with CR alone.
  return unmarked(bytes.includes(carriageReturn) && !bytes.includes(lineFeed) ? 'macintosh' : 'windows-1252')
}

const damaged: Guess = {
  encoding: 'utf-8',
  warning:
    'is UTF-8 with damaged characters, whose votes are refused; if it has another encoding, name that with --encoding',
}

function unmarked(encoding: Encoding): Guess {
  return {
    encoding,
    warning: `does not name its encoding and is not UTF-8: it is read as ${encoding}; if that is wrong, set --encoding`,
  }
}

/** In a text of another encoding hardly any two characters beyond ASCII happen to be one of UTF-8. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const beyondAscii = new TextDecoder().decode(bytes).match(/[^\p{ASCII}]/gu) ?? []
  const broken = beyondAscii.filter((character) => character === '\ufffd').length
  return broken < beyondAscii.length - broken
}
