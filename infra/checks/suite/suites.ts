/** A part of the tests, with its time budget on a small machine. */
export interface Suite {
  readonly name: string
  /** the paths of its files contain one of these */
  readonly paths: readonly string[]
  /** patterns of files that belong to another suite */
  readonly leftOut?: readonly string[]
  readonly budgetSeconds: number
  /** runs on real engines, one file after the other: on those at hand, or on SecantusDB as the document server */
  readonly engines?: 'all' | 'secantusdb'
}

/** The suffix of test files that need a real engine. */
export const realEnding = '.real.test.ts'

/** All suites, in the order in which they run: quick and basic ones first. */
export const suites: readonly Suite[] = [
  { name: 'proto', paths: ['proto/'], budgetSeconds: 60 },
  { name: 'stores', paths: ['cluster/stores/'], budgetSeconds: 150 },
  { name: 'cluster', paths: ['cluster/process/', 'cluster/ingest/', 'cluster/consumer/'], budgetSeconds: 240 },
  { name: 'functions', paths: ['functions/'], budgetSeconds: 180 },
  { name: 'dashboard', paths: ['dashboard/'], leftOut: ['infra/**'], budgetSeconds: 60 },
  { name: 'edge', paths: ['edge/'], leftOut: ['infra/**'], budgetSeconds: 180 },
  { name: 'simulation', paths: ['infra/faults/simulator/'], budgetSeconds: 240 },
  {
    name: 'infra',
    paths: ['infra/'],
    leftOut: ['infra/faults/simulator/**', 'infra/checks/browser/**', 'infra/load/locust/**'],
    budgetSeconds: 420,
  },
  { name: 'locust', paths: ['infra/load/locust/'], budgetSeconds: 240 },
  { name: 'browser', paths: ['infra/checks/browser/'], budgetSeconds: 420 },
  { name: 'engines', paths: [realEnding], budgetSeconds: 1_500, engines: 'all' },
  {
    name: 'secantusdb',
    paths: ['cluster/stores/mongo/'],
    leftOut: ['**/!(*.real).test.ts'],
    budgetSeconds: 600,
    engines: 'secantusdb',
  },
]
