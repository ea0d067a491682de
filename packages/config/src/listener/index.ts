/** What servers share: where they listen, with which certificates, and how patiently. */
export { httpListenOptions, httpServerFields, type HttpServerConfig } from "./http-server-config.ts";
export { checkEndpoint, listenerFields, type ListenerConfig } from "./listener-config.ts";
export { openListener } from "./open-listener.ts";
