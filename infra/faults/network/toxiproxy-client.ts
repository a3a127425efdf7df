import { messageOf } from '@aplauso/process/portable'
/** Toxiproxy's toxics with their attributes: https://github.com/Shopify/toxiproxy#toxics */
export type Toxic =
  /** ms, each way it is put on */
  | { readonly type: 'latency'; readonly attributes: { readonly latency: number; readonly jitter: number } }
  /** bytes vanish; after so many ms the connection is closed, with 0 never */
  | { readonly type: 'timeout'; readonly attributes: { readonly timeout: number } }
  /** the connection is closed after so many bytes */
  | { readonly type: 'limit_data'; readonly attributes: { readonly bytes: number } }
  /** KB a second */
  | { readonly type: 'bandwidth'; readonly attributes: { readonly rate: number } }
  /** ms that closing takes */
  | { readonly type: 'slow_close'; readonly attributes: { readonly delay: number } }
  /** RST instead of the next bytes, after so many ms */
  | { readonly type: 'reset_peer'; readonly attributes: { readonly timeout: number } }
  /** bytes, bytes more or less, and microseconds between the slices */
  | {
      readonly type: 'slicer'
      readonly attributes: {
        readonly average_size: number
        readonly size_variation: number
        readonly delay: number
      }
    }

export interface PlacedToxic {
  /** Unique in its proxy. */
  readonly name: string
  /** `upstream` is what the client sends, `downstream` what it gets. */
  readonly stream: 'upstream' | 'downstream'
  /** The part of the connections that it is put on, 0 to 1; all unless given. */
  readonly toxicity?: number
  readonly toxic: Toxic
}

export interface ProxyPlan {
  readonly name: string
  /** `host:port` where the proxy listens. */
  readonly listen: string
  /** `host:port` to which it connects. */
  readonly upstream: string
}

/** Toxiproxy refused or did not answer; the message names the request. */
export class ToxiproxyError extends Error {}

/** Toxiproxy's own limit for a request is 25 s; what takes longer than this hangs. */
const answerTimeoutMs = 10_000

/** Toxiproxy's HTTP API, as far as drills need it. Every method throws `ToxiproxyError`. */
export class ToxiproxyClient {
  readonly #address: string

  /** @param address such as `http://127.0.0.1:8474` */
  constructor(address: string) {
    this.#address = address
  }

  /** Makes a proxy that listens when this resolves. */
  async createProxy(plan: ProxyPlan): Promise<void> {
    await this.#request('POST', '/proxies', { ...plan, enabled: true })
  }

  async removeProxy(proxy: string): Promise<void> {
    await this.#request('DELETE', `/proxies/${encodeURIComponent(proxy)}`)
  }

  /** Disabled, a proxy refuses connections and has closed those it had. Its toxics stay. */
  async setEnabled(proxy: string, enabled: boolean): Promise<void> {
    await this.#request('PATCH', `/proxies/${encodeURIComponent(proxy)}`, { enabled })
  }

  /** Puts a toxic on a proxy's connections, present and future. */
  async addToxic(proxy: string, { name, stream, toxicity = 1, toxic }: PlacedToxic): Promise<void> {
    await this.#request('POST', `/proxies/${encodeURIComponent(proxy)}/toxics`, { name, stream, toxicity, ...toxic })
  }

  /** Takes a toxic away; one that is not there is no error. */
  async removeToxic(proxy: string, name: string): Promise<void> {
    const path = `/proxies/${encodeURIComponent(proxy)}/toxics/${encodeURIComponent(name)}`
    await this.#request('DELETE', path, undefined, 404)
  }

  /** Enables all proxies and takes all toxics away. */
  async reset(): Promise<void> {
    await this.#request('POST', '/reset')
  }

  async #request(method: string, path: string, body?: unknown, alsoGood?: number): Promise<void> {
    const what = `Toxiproxy: ${method} ${path}`
    let response: Response
    let text: string
    try {
      response = await fetch(`${this.#address}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerTimeoutMs),
      })
      text = await response.text()
    } catch (error) {
      throw new ToxiproxyError(`${what}: ${messageOf(error)}`)
    }
    if (!response.ok && response.status !== alsoGood) {
      throw new ToxiproxyError(`${what}: answered ${response.status} ${text.trim()}`)
    }
  }
}
