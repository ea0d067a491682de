import {
  clientAuthenticator,
  defineExtension,
  provide,
  serverAuthenticator,
  type Component,
  type Provided,
  type Settings,
} from "@genai-collector/component";
import { BasicClient } from "./basic-client.ts";
import { BasicServer } from "./basic-server.ts";
import { basicAuthConfig, type BasicAuthConfig } from "./config.ts";

/** Basic authentication (RFC 7617): of a receiver's clients, or of an exporter to its sink. */
export const basicAuthExtensionFactory = defineExtension({
  type: "basicauth",
  stability: { extension: "beta" },
  config: basicAuthConfig,
  provides: [serverAuthenticator, clientAuthenticator],
  traits: () => ({ perWorker: true }),
  create,
});

function create(settings: Settings, config: BasicAuthConfig): Component & { readonly provided: readonly Provided[] } {
  if (config.htpasswd !== undefined) {
    const server = new BasicServer(settings, config.htpasswd);
    return withProvided(server, provide(serverAuthenticator, server));
  }
  // The configuration has one of the two.
  const client = new BasicClient(settings, config.client_auth!);
  return withProvided(client, provide(clientAuthenticator, client));
}

function withProvided(
  component: { start(): Promise<void>; shutdown(): Promise<void> },
  provided: Provided,
): Component & { readonly provided: readonly Provided[] } {
  return { start: () => component.start(), shutdown: () => component.shutdown(), provided: [provided] };
}
