import { createRequire } from 'node:module'
import type { Server } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { ReflectionService } from '@grpc/reflection'
import { protoPath as healthProto } from 'grpc-health-check'

/** Adds grpc.reflection.v1.ServerReflection: tools such as grpcurl learn the methods from it and need no file. */
export function addReflection(server: Server): void {
  const votes = createRequire(import.meta.url).resolve('@aplauso/proto/vote.proto')
  new ReflectionService(loadSync([votes, healthProto])).addToServer(server)
}
