import { clientAuthenticator, defineExtension, provide } from "@genai-collector/component";
import { headersSetterConfig } from "./config.ts";
import { HeadersSetter } from "./headers-setter.ts";

/** Sets headers of an exporter's requests, from the configuration or from who sent the data. */
export const headersSetterExtensionFactory = defineExtension({
  type: "headers_setter",
  stability: { extension: "beta" },
  config: headersSetterConfig,
  provides: [clientAuthenticator],
  traits: () => ({ perWorker: true }),
  create: (settings, config) => {
    const setter = new HeadersSetter(settings, config);
    return {
      start: (host) => setter.start(host),
      shutdown: () => setter.shutdown(),
      provided: [provide(clientAuthenticator, setter)],
    };
  },
});
