import type { HttpServers, ListenOptions, Listener, ServerHandler, TlsServerOptions } from "@genai-collector/component";

/** One listener that a component asked for. */
export interface Listening {
  readonly endpoint: string;
  readonly handle: ServerHandler;
  readonly options: ListenOptions;
  /** What its certificate was renewed to. */
  readonly renewed: TlsServerOptions[];
  isClosed: boolean;
}

/** Servers without a network: what listens is kept, and asked by the test itself. */
export class ServerStandIn implements HttpServers {
  readonly listeners: Listening[] = [];
  /** Endpoints that cannot be listened on. */
  readonly taken = new Set<string>();

  async listen(endpoint: string, handle: ServerHandler, options: ListenOptions = {}): Promise<Listener> {
    if (this.taken.has(endpoint)) throw new Error(`cannot listen on ${endpoint}: the address is already in use`);
    const listening: Listening = { endpoint, handle, options, renewed: [], isClosed: false };
    this.listeners.push(listening);
    return {
      endpoint,
      renewTls: (tls) => void listening.renewed.push(tls),
      close: async () => {
        listening.isClosed = true;
      },
    };
  }

  /** The one that listens on `endpoint`. */
  at(endpoint: string): Listening {
    const found = this.listeners.find((each) => each.endpoint === endpoint && !each.isClosed);
    if (found === undefined) throw new Error(`nobody listens on ${endpoint}`);
    return found;
  }
}
