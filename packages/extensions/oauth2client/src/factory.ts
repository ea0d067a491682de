import { clientAuthenticator, CollectorError, defineExtension, provide } from "@genai-collector/component";
import { oauth2ClientConfig } from "./config.ts";
import { TokenSource } from "./token-source.ts";

/** OAuth 2.0 access tokens (RFC 6749 §4.4, RFC 7523) for an exporter's requests. */
export const oauth2ClientExtensionFactory = defineExtension({
  type: "oauth2client",
  stability: { extension: "beta" },
  config: oauth2ClientConfig,
  provides: [clientAuthenticator],
  traits: () => ({ perWorker: true }),
  create: (settings, config) => {
    const tokens = new TokenSource(settings, config);
    return {
      shutdown: () => tokens.close(),
      provided: [
        provide(clientAuthenticator, {
          authorize: async (headers, { transport, isEncrypted }) => {
            // As in otelcol: gRPC credentials demand transport security.
            if (transport === "grpc" && !isEncrypted)
              throw new CollectorError("OAUTH2_CLEARTEXT", "an access token over gRPC needs TLS", {
                kind: "misconfigured",
              });
            return { ...headers, authorization: await tokens.header() };
          },
        }),
      ],
    };
  },
});
