/** Makes the folders that are deployed. */
export * from './folder.ts'
