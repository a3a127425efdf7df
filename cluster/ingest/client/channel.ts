import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js'

export interface ConnectOptions {
  /**
   * Sends a call again that ended with UNAVAILABLE (a door that stops, a connection that broke), up to four times within
   * its deadline. Votes without id get one here, so that they count once.
   */
  readonly retry?: boolean
  /** A connection of its own: clients of one address share theirs otherwise. */
  readonly separate?: boolean
  /** TLS with the given CA (PEM; absent: those that Node trusts), and for mutual TLS a certificate and its key. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer }
}

/** The usual retry policy. Source: https://github.com/grpc/proposal/blob/master/A6-client-retries.md */
const serviceConfig = {
  loadBalancingConfig: [{ pick_first: {} }],
  methodConfig: [
    {
      name: [{ service: 'aplauso.v1.VoteIngest' }],
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: '0.1s',
        maxBackoff: '2s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
}

interface Channel {
  readonly target: string
  readonly credentials: ChannelCredentials
  readonly settings: ChannelOptions
}

/** What a client needs to reach the door. */
export function channelOf(address: string, { retry = false, separate = false, tls }: ConnectOptions): Channel {
  return {
    target: address.includes(',') ? `ipv4:${address}` : address,
    credentials: tls
      ? credentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null)
      : credentials.createInsecure(),
    settings: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2_000,
      ...(separate ? { 'grpc.use_local_subchannel_pool': 1 } : {}),
      ...(retry ? { 'grpc.service_config': JSON.stringify(serviceConfig) } : {}),
    },
  }
}
