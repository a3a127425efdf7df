/** Real Kafka, Redis and MongoDB-protocol servers on this machine, or wherever the environment says they are. */
export { enginesDown, type StoppedProcess } from './down.ts'
export { engineEnvironment, secureKafkaEnvironment } from './environment.ts'
export { type EngineName, engineNames } from './names.ts'
export { type EngineReport, enginesStatus } from './status.ts'
export { EnginesError, enginesUp, type UpResult } from './up.ts'
