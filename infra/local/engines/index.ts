/** The engines beneath a system on this machine: the embedded ones, or real ones. */
export * from './names.ts'
export * from './real.ts'
