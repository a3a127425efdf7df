/** Runs the processes of a system on this machine, and leaves none running. */
export { type Addresses, Child, type ProcessSpec } from './child.ts'
export * from './died.ts'
export { RestartingProcess, type RestartingProcessOptions } from './restarting-process.ts'
export * from './supervisor.ts'
