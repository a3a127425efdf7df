/** A vote whose name decides what it costs. */
export interface NamedVote {
  readonly name: string
  readonly album: string
  readonly year: string
  readonly rank: string
}

const ordinary: NamedVote = { name: 'Malacates Trébol Shop', album: 'Paquetecuetes', year: '1998', rank: '8.65' }
const voteBytes = Buffer.byteLength(JSON.stringify(ordinary)) + 1

/** As many ordinary votes as have so many bytes. */
export function ordinaryVotes(sizeBytes: number): readonly NamedVote[] {
  return Array.from({ length: Math.max(1, Math.floor(sizeBytes / voteBytes)) }, () => ordinary)
}

/** One vote whose name is a text over and over, after a letter. */
function longName(text: string): (sizeBytes: number) => readonly NamedVote[] {
  return (sizeBytes) => {
    const times = Math.floor((sizeBytes - voteBytes) / Buffer.byteLength(text))
    return [{ ...ordinary, name: `a${text.repeat(Math.max(1, times))}` }]
  }
}

/** Marks in the order that takes the most sorting, as many as still reach NFC. */
const mostSorted = `a${'\u0345'.repeat(61)}${'\u0334'.repeat(62)}`
const sortedVote: NamedVote = { ...ordinary, name: mostSorted, album: mostSorted }
const sortedBytes = Buffer.byteLength(JSON.stringify(sortedVote)) + 1

/** Names that cost an engine more than their bytes suggest, by what they are made of. */
export const hostileNames: Readonly<Record<string, (sizeBytes: number) => readonly NamedVote[]>> = {
  marks: longName('\u0301\u0323'),
  'marks made of marks': longName('\u0f73'),
  Hangul: longName('\u1100\u1161\u11a8'),
  'white space': longName(' \u3000'),
  words: longName('é '),
  joiners: longName('é\u200d'),
  tags: longName('\u{1f3f4}\u{e0067}\u{e007f}'),
  'marks to sort': (sizeBytes) =>
    Array.from({ length: Math.max(1, Math.floor(sizeBytes / sortedBytes)) }, () => sortedVote),
}
