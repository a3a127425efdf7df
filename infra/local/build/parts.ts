/** A part that is built before it runs. */
export interface Part {
  readonly name: string
  /** for the progress line */
  readonly label: string
  /** folders and files whose contents decide whether the part must be rebuilt */
  readonly sources: readonly string[]
  /** the folder that the build writes */
  readonly output: string
  /** the module that builds it, and its exported function */
  readonly builder: { readonly module: string; readonly name: string; readonly takesOutput: boolean }
}

export const parts: readonly Part[] = [
  {
    name: 'edge',
    label: 'Building the edge (WebAssembly component and Worker)',
    sources: [
      'edge',
      'infra/local/edge',
      'proto',
      'cluster/process/portable',
      'cluster/stores/batcher',
      'cluster/stores/kafka',
      'cluster/stores/ports',
      'package-lock.json',
    ],
    output: 'edge/dist/worker',
    builder: { module: 'infra/local/edge/prepare.ts', name: 'prepareWorker', takesOutput: false },
  },
  {
    name: 'dashboard',
    label: 'Building the results page',
    sources: ['dashboard', 'proto', 'package-lock.json'],
    output: 'dashboard/dist',
    builder: { module: 'dashboard/build.ts', name: 'buildDashboard', takesOutput: true },
  },
]
