import type { Messages } from './messages.ts'

export const es: Messages = {
  languageName: 'Español',
  chooseLanguage: 'Idioma',
  votes: 'votos',
  bands: 'Bandas',
  doors: 'Votos por puerta de entrada',
  edgeDoor: 'Edge',
  grpcDoor: 'gRPC',
  noTotal: 'Aún sin total',
  ageLabel: 'Antigüedad de las cifras',
  conditions: {
    loading: 'Cargando',
    unreachable: 'Sin conexión',
    recounting: 'En recuento',
    stale: 'Sin actualizar',
    empty: 'Aún no hay votos',
    live: 'En vivo',
  },
  explanations: {
    loading: null,
    unreachable: 'Ahora mismo no se pueden leer los resultados. Reintentando.',
    recounting: 'Los votos están a salvo y se están sumando de nuevo.',
    stale: 'Las cifras están detenidas. Se pondrán al día en cuanto siga el conteo.',
    empty: null,
    live: null,
  },
  noBands: 'El primer voto pondrá aquí una banda.',
  showAll: (count) => `Ver las ${count} bandas`,
  configMissing: 'La página no sabe dónde están sus resultados: falta config.json o no es correcto.',
  tryAgain: 'Reintentar',
  links: { results: 'Resultados en JSON', logs: 'Registro de votos en JSON', grafana: 'Grafana' },
}
