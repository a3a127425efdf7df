/** Runs the processes of a system on this machine, and leaves none running. */
export { type Addresses, Child, ProcessDied, type ProcessSpec } from './child.ts'
export { RestartingProcess, type RestartingProcessOptions } from './restarting-process.ts'
export * from './supervisor.ts'
