import { CollectorError } from "@genai-collector/component";
import { expectedProxy, proxyFromEnvironment } from "@genai-collector/config/http-client/dialling";
import { authorityOf, type TcpEndpoint } from "./endpoint.ts";

/** A proxy that is asked to CONNECT. */
export interface ConnectProxy {
  /** `host:port`. */
  readonly address: string;
  /** `user:password`. */
  readonly credentials?: string | undefined;
}

/**
 * The proxy for an endpoint, from HTTPS_PROXY and NO_PROXY, whether TLS is used or not: as grpc-go, and so otelcol, reads
 * them. Throws `HTTP_BAD_PROXY` where it is none that is asked in HTTP.
 */
export function connectProxyFor(endpoint: TcpEndpoint): ConnectProxy | undefined {
  const { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = process.env;
  const proxyFor = proxyFromEnvironment({ HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy });
  const proxy = proxyFor(new URL(`https://${authorityOf(endpoint)}`));
  if (proxy === undefined) return undefined;
  const { protocol, origin, username, password } = proxy;
  if (protocol !== "http:") {
    const message = `HTTPS_PROXY for gRPC must be ${expectedProxy}`;
    throw new CollectorError("HTTP_BAD_PROXY", message, { kind: "misconfigured" });
  }
  const address = origin.slice(`${protocol}//`.length);
  return username === "" && password === "" ? { address } : { address, credentials: `${username}:${password}` };
}
