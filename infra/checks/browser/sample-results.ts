import type { AlbumResult, Results } from '@aplauso/proto'

/** A band, its albums, and the votes of each. */
type Lineup = readonly (readonly [band: string, ...albums: (readonly [title: string, votes: number, mean: number])[]])[]

export const lineup: Lineup = [
  ['Alux Nahual', ['La Trampa', 1_204, 8.4], ['Alto al Fuego', 731, 7.6]],
  ['Bohemia Suburbana', ['Sub', 1_187, 7.9], ['Mil Palabras con sus Dientes', 402, 6.8]],
  ['Malacates Trébol Shop', ['Paquetetumix', 1_311, 6.9]],
  ['Viernes Verde', ['Mal Necesario', 988, 5.7]],
  ['Gaby Moreno', ['Ilustrada', 640, 9.1]],
  ['La Tona', ['Rumbo Nuevo', 401, 4.6]],
]

/** Names that somebody may send: long, with markup, right-to-left, with direction overrides. */
export const difficult: Lineup = [
  ['<img src=x onerror=alert(1)><b>Negrita</b> & Co.', ['<script>alert("álbum")</script>', 52, 8]],
  ['فرقة الأمل', ['أغاني المساء 2024', 44, 7]],
  ['Los \u202eotser led séver la\u202c del grupo', ['Izquierda \u202eahcered', 41, 6]],
  [
    'Orquesta Sinfónica y Coro de Cámara de la Muy Noble y Muy Leal Ciudad de Santiago de los Caballeros de Guatemala',
    [
      'Un título también larguísimo que nadie habría querido imprimir en la carátula de ningún disco compacto del mundo',
      33,
      5,
    ],
  ],
  [`${'Sinespacios'.repeat(10)}`, ['x'.repeat(120), 21, 4]],
  ['🎸🎸🎸', ['🥁', 3, 9]],
]

/** @param count the number of bands */
export function manyBands(count: number): Lineup {
  return Array.from({ length: count }, (_, index) => [
    `Banda número ${index + 1}`,
    ['Primer disco', Math.ceil(90_000 / (index + 9)), 5 + (index % 5)],
  ])
}

/** Spreads votes over ranks around a mean, deterministically. */
function ranksOf(votes: number, mean: number): AlbumResult['ranks'] {
  const weights = Array.from({ length: 91 }, (_, index) => {
    const rank = 1 + index / 10
    return { rank, weight: Math.exp(-((rank - mean) ** 2) / 3) }
  })
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  const ranks = weights.map(({ rank, weight }) => ({ rank, to: rank, votes: Math.floor((votes * weight) / sum) }))
  const rest = votes - ranks.reduce((total, one) => total + one.votes, 0)
  return ranks
    .map((one) => (one.rank === Math.round(mean) ? { ...one, votes: one.votes + rest } : one))
    .filter((one) => one.votes > 0)
}

const recordedMinutes = 12

/** The results API's document for a lineup, as if its votes had arrived in the last minutes. */
export function resultsFor(given: Lineup, more: Partial<Results> = {}): Results {
  const albums = given
    .flatMap(([band, ...list]) =>
      list.map(([title, votes, mean]) => ({ band, title, votes, mean: null, ranks: ranksOf(votes, mean) })),
    )
    .sort((a, b) => b.votes - a.votes)
  const bands = given
    .map(([name, ...list]) => ({ name, votes: list.reduce((sum, [, votes]) => sum + votes, 0) }))
    .sort((a, b) => b.votes - a.votes)
  const total = bands.reduce((sum, { votes }) => sum + votes, 0)
  const nowMs = Date.now()
  const lastBucketMs = Math.floor(nowMs / 10_000) * 10_000
  const pace = Array.from({ length: total === 0 ? 0 : recordedMinutes * 6 }, (_, index) => {
    const swell = 40 + 38 * Math.sin(index / 7) + ((index * 37) % 23)
    const atMs = lastBucketMs - (recordedMinutes * 6 - 1 - index) * 10_000
    return { at: new Date(atMs).toISOString(), edge: Math.round(swell * 0.7), grpc: Math.round(swell * 0.3) }
  })
  const edge = Math.round(total * 0.7)
  return {
    contest: 'default',
    state: 'open',
    total,
    asOf: new Date(nowMs - 300).toISOString(),
    ageMs: 300,
    bands,
    others: { bands: 0, votes: 0 },
    albums,
    channels: { edge, grpc: total - edge },
    pace,
    ...more,
  }
}

export const recounting: Partial<Results> = {
  state: 'recounting',
  total: null,
  asOf: null,
  ageMs: null,
  bands: [],
  albums: [],
  channels: { edge: 0, grpc: 0 },
  pace: [],
}
