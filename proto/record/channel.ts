export const channels = ['edge', 'grpc'] as const

/** The door that a vote came through. */
export type Channel = (typeof channels)[number]
