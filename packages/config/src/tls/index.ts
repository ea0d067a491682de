export { ClientTls, openClientTls, usesTls } from "./client-tls.ts";
export { openServerTls, ServerTls } from "./server-tls.ts";
export { tlsClientConfig, tlsServerConfig, type TlsClientConfig, type TlsServerConfig } from "./tls-config.ts";
export type { TlsSettings } from "./tls-settings.ts";
