import type { Messages } from './messages.ts'

export const en: Messages = {
  languageName: 'English',
  chooseLanguage: 'Language',
  votes: 'votes',
  bands: 'Bands',
  doors: 'Votes by door',
  edgeDoor: 'Edge',
  grpcDoor: 'gRPC',
  noTotal: 'No total yet',
  ageLabel: 'Age of the figures',
  conditions: {
    loading: 'Loading',
    unreachable: 'Not reachable',
    recounting: 'Recounting',
    stale: 'Stale',
    empty: 'No votes yet',
    live: 'Live',
  },
  explanations: {
    loading: null,
    unreachable: 'The results cannot be read just now. Trying again.',
    recounting: 'The votes are safe and are being added up again.',
    stale: 'The figures are standing still. They catch up as soon as the count goes on.',
    empty: null,
    live: null,
  },
  noBands: 'The first vote puts a band here.',
  showAll: (count) => `Show all ${count} bands`,
  configMissing: 'The page does not know where its results are: config.json is missing or wrong.',
  tryAgain: 'Try again',
  links: { results: 'Results as JSON', logs: 'Vote log as JSON', grafana: 'Grafana' },
}
