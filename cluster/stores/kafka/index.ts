/**
 * The log's writing side for doors that reach Kafka themselves, in Node and in workerd: nothing here needs a file
 * system. Reading, topics and probes are modules of their own.
 */
export * from './connection.ts'
export { type KafkaFault, kafkaFault } from './fault.ts'
export * from './producer.ts'
export * from './writer.ts'
