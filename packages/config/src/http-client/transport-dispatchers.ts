import { CollectorError } from "@genai-collector/component";
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";

const proxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];

/** The pools of one client: one that dials by itself and, where the environment names a proxy, one that asks it to. */
export class Dispatchers {
  readonly #direct: Agent;
  readonly #proxied: EnvHttpProxyAgent | undefined;

  constructor(options: Agent.Options) {
    this.#direct = new Agent(options);
    this.#proxied = proxyAgent(options);
  }

  /** For requests to `hostname`. Loopback is always dialled directly, as otelcol does: the proxy's loopback is another. */
  of(hostname: string): { readonly dispatcher: Dispatcher; readonly isProxied: boolean } {
    if (this.#proxied === undefined || isLoopback(hostname)) return { dispatcher: this.#direct, isProxied: false };
    return { dispatcher: this.#proxied, isProxied: true };
  }

  /** Idle connections end at once; requests under way are given up. */
  async close(): Promise<void> {
    await Promise.all([this.#direct.destroy(), this.#proxied?.destroy()]);
  }
}

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case, as curl and otelcol read them. */
function proxyAgent(options: Agent.Options): EnvHttpProxyAgent | undefined {
  if (proxyVariables.every((name) => (process.env[name] ?? "") === "")) return undefined;
  try {
    return new EnvHttpProxyAgent(options);
  } catch {
    // What it says quotes the variable, which may hold a password.
    const message = "HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy, such as http://proxy.example.com:3128";
    throw new CollectorError("HTTP_BAD_PROXY", message, { kind: "misconfigured" });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
