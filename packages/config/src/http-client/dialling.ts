/** How connections are made, for transports that speak something else than HTTP over them. */
export { expectedProxy, proxyFromEnvironment, type Proxy, type ProxyFor } from "./proxy.ts";
export { encryptionOf, type Encryption } from "./transport-tls.ts";
