import type { BallotMessages } from './ballot-messages.ts'

export const esBallot: BallotMessages = {
  title: 'Tu voto',
  intro: 'Elige una banda y uno de sus álbumes, y di qué puntuación le das.',
  vote: 'Emitir el voto',
  loading: 'Leyendo las bandas…',
  noChoices: 'Ahora mismo no se pueden leer las bandas. Puedes votar igual: escribe tú la banda y el álbum.',
  closed: 'Este concurso no recibe votos ahora.',
  toResults: 'Ver los resultados',
  band: 'Banda',
  album: 'Álbum',
  otherBand: 'Otra banda',
  otherAlbum: 'Otro álbum',
  bandName: 'Nombre de la banda',
  albumTitle: 'Título del álbum',
  year: 'Año del álbum',
  yearHint: 'Cuatro cifras, por ejemplo 1987',
  rank: 'Tu puntuación',
  rankHint: (least, greatest) =>
    `Un número de ${least} a ${greatest}, con dos decimales como máximo, por ejemplo 8.65; o un lugar, por ejemplo 1ro`,
  rankHintOpen: 'Un número con dos decimales como máximo, por ejemplo 8.65; o un lugar, por ejemplo 1ro',
  moreChoices: (count) => `${count} más. Escribe para buscar.`,
  lastVote: 'Tu último voto en este dispositivo',
  forget: 'Olvidarlo aquí',
  notSentYet: 'El voto no se envió: no hay conexión. Vuelve a pulsar el botón en un momento.',
  sending: 'Enviando tu voto…',
}
