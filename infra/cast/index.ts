/** Casts a file of votes through both doors, each vote once. */
export * from './ballot.ts'
export * from './cast.ts'
export type { DoorCounts, Doors } from './deal.ts'
export * from './door.ts'
export * from './edge-door.ts'
export * from './grpc-door.ts'
export * from './vote-file.ts'
