import { randomUUID } from 'node:crypto'
import type { PreparedVote } from '../clients/cast/index.ts'

/** Bands, an album each, and its year. */
export const sampleAlbums = [
  ['Alux Nahual', 'Alto al Fuego', 1987],
  ['Alux Nahual', 'La Trampa', 1989],
  ['Bohemia Suburbana', 'Sub', 1993],
  ['Bohemia Suburbana', 'Mil Palabras con sus Dientes', 1996],
  ['Malacates Trébol Shop', 'Paquetetumix', 2005],
  ['Gaby Moreno', 'Ilustrada', 2014],
] as const

/** An endless sequence of votes, each with an id of its own; about the share `twice` (0 to 1) is repeated later. */
export function sampleVotes(twice = 0): () => PreparedVote {
  let number = 0
  const again: PreparedVote[] = []
  return () => {
    number += 1
    const old = again.length > 50 && number % 2 === 0 ? again.shift() : undefined
    if (old) return old
    const [name, album, year] = sampleAlbums[number % sampleAlbums.length] ?? sampleAlbums[0]
    const vote = { id: randomUUID(), name, album, year: String(year), rank: String(number % 101) }
    const prepared = { number, text: JSON.stringify(vote), message: vote }
    if (Math.random() < twice) again.push(prepared)
    return prepared
  }
}
