/** The client that every outgoing HTTP request goes through. */
export { isAllowedAddress } from "./address-guard.ts";
export { httpClientConfig, type HttpClientConfig } from "./http-client-config.ts";
export {
  openHttpClient,
  type GuardedClient,
  type GuardedClientOptions,
  type GuardedRequest,
  type RequestObserver,
} from "./open-http-client.ts";
export { expectedProxy, isProxyUrl } from "./proxy.ts";
export { redactUrl } from "./redact-url.ts";
export { parseRetryAfter } from "./retry-after.ts";
