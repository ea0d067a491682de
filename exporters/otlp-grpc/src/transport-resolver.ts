import { experimental, Metadata, status, type ChannelOptions } from "@grpc/grpc-js";
import { promises } from "node:dns";
import { isIP } from "node:net";

/** What a channel tells its resolver, which the library makes by itself. */
export interface EgressGuard {
  /** Whether an address may be dialled. */
  allows(address: string): boolean;
  /** What kept the last resolution from being used; undefined after one that was. */
  refused?: string | undefined;
  /** The addresses of the name are ways to one server, to be tried one after the other. */
  readonly isOneServer: boolean;
  /** `host:port` of the proxy that is dialled instead of the target. */
  readonly proxy?: string | undefined;
}

/** The scheme under which the library makes a `GuardedResolver`: `genai-otlp:///host:port`. */
export const guardedScheme = "genai-otlp";

/** Where a channel's options hold its `EgressGuard`. Options of this prefix are not part of a connection's identity. */
export const guardOption = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.genai_otlp_guard`;

/** As the library waits between two resolutions of a name. */
const resolveAgainMs = 30_000;

type Target = experimental.GrpcUri;
type Listener = experimental.ResolverListener;

/**
 * The library's own resolution of names and addresses, repeated as it sees fit, behind the egress guard: where any
 * address may not be reached, none is dialled. What is checked is what is dialled, so a name that changes its address in
 * between (DNS rebinding) gains nothing.
 */
export class GuardedResolver implements experimental.Resolver {
  readonly #inner: experimental.Resolver;
  readonly #listener: Listener;
  readonly #guard: EgressGuard;
  /** A name that the proxy will look up by itself. */
  readonly #proxiedHost: string | undefined;
  #isDestroyed = false;
  #again: NodeJS.Timeout | undefined;

  constructor(target: Target, listener: Listener, options: ChannelOptions) {
    this.#guard = options[guardOption] as EgressGuard;
    this.#listener = listener;
    const { proxy } = this.#guard;
    this.#proxiedHost = proxy === undefined ? undefined : experimental.splitHostPort(target.path)!.host;
    const dialled = { scheme: "dns", path: proxy ?? target.path };
    this.#inner = experimental.createResolver(dialled, (...result) => this.#check(...result), options);
  }

  static getDefaultAuthority({ path }: Target): string {
    return path;
  }

  updateResolution(): void {
    this.#isDestroyed = false;
    if (this.#proxiedHost === undefined) this.#inner.updateResolution();
    else void this.#checkProxied(this.#proxiedHost);
  }

  destroy(): void {
    this.#isDestroyed = true;
    clearTimeout(this.#again);
    this.#inner.destroy();
  }

  #check(...[endpoints, attributes, , note]: Parameters<Listener>): boolean {
    // Whoever writes the zone of a name does not configure this exporter: service configurations from DNS are left out.
    if (!endpoints.ok) return this.#listener(endpoints, attributes, null, note);
    const addresses = endpoints.value.flatMap((endpoint) => endpoint.addresses);
    const bad = addresses.find((address) => !("host" in address && this.#guard.allows(address.host)));
    if (bad !== undefined) return this.#refuse(experimental.subchannelAddressToString(bad));
    this.#guard.refused = undefined;
    const value = this.#guard.isOneServer ? [{ addresses }] : endpoints.value;
    return this.#listener(experimental.statusOrFromValue(value), attributes, null, note);
  }

  /** The proxy's own addresses are dialled; those of the target are checked as far as they can be seen from here. */
  async #checkProxied(host: string): Promise<void> {
    const addresses =
      isIP(host) === 0 ? await promises.lookup(host, { all: true }).catch(() => []) : [{ address: host }];
    if (this.#isDestroyed) return;
    const bad = addresses.find(({ address }) => !this.#guard.allows(address));
    if (bad === undefined) {
      this.#inner.updateResolution();
      return;
    }
    this.#refuse(bad.address);
    this.#again = setTimeout(() => this.updateResolution(), resolveAgainMs).unref();
  }

  /** False makes the library resolve the name again, when it has waited as long as it does between two resolutions. */
  #refuse(address: string): false {
    this.#guard.refused = address;
    const details = `the address ${address} may not be reached`;
    const error = { code: status.PERMISSION_DENIED, details, metadata: new Metadata() };
    this.#listener(experimental.statusOrFromError(error), {}, null, "");
    return false;
  }
}

experimental.registerResolver(guardedScheme, GuardedResolver);
