/** Voters who go on voting while everything else breaks. */
export * from './start.ts'
