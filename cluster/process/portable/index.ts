/** What runs anywhere, in a Worker too: nothing here uses an API of Node, or imports anything. */
export * from './deadline.ts'
export * from './message-of.ts'
export * from './rate-limited-lines.ts'
