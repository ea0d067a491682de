import { clientAuthenticator, defineExtension, provide, serverAuthenticator } from "@genai-collector/component";
import { BearerToken } from "./bearer-token.ts";
import { bearerTokenAuthConfig } from "./config.ts";

/** Bearer tokens (RFC 6750): of a receiver's clients, or of an exporter to its sink. */
export const bearerTokenAuthExtensionFactory = defineExtension({
  type: "bearertokenauth",
  stability: { extension: "beta" },
  config: bearerTokenAuthConfig,
  provides: [serverAuthenticator, clientAuthenticator],
  traits: () => ({ perWorker: true }),
  create: (settings, config) => {
    const tokens = new BearerToken(settings, config);
    return {
      start: () => tokens.start(),
      shutdown: () => tokens.shutdown(),
      provided: [provide(serverAuthenticator, tokens), provide(clientAuthenticator, tokens)],
    };
  },
});
