/** What a function's description of itself (OpenAPI 3.1) is made of. */
export * from './describe.ts'
export * from './parts.ts'
