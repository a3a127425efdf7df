import { ConfigError } from '@aplauso/process'

export interface Address {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
}

/** A server that listens. */
export interface Listening {
  readonly port: number
  /** Takes no new calls, answers the open ones, and cuts off what is still open after the grace. */
  stop(graceMs: number): Promise<void>
}

/** What to say where an address cannot be listened at. @param name the variables' prefix, such as `GRPC` */
export function bindFault(name: string, { host, port }: Address, error: Error): ConfigError {
  const inUse = /EADDRINUSE/.test(error.message)
  return new ConfigError([
    inUse
      ? `${name}_PORT: ${port} is in use on ${host}; set ${name}_PORT to another port`
      : `${name}_HOST, ${name}_PORT: cannot listen at ${host}:${port} (${error.message})`,
  ])
}
