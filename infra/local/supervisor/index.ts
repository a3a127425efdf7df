/** Runs the processes of a system on this machine, and leaves none behind. */
export type { Addresses, ProcessSpec } from './child.ts'
export * from './died.ts'
export * from './supervisor.ts'
