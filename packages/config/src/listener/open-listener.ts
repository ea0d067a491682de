import type { Listener, ListenOptions, ServerHandler } from "@genai-collector/component";
import { openServerTls, type TlsSettings } from "../tls/index.ts";
import type { ListenerConfig } from "./listener-config.ts";

/**
 * Listens, with certificates that are read first and kept fresh until it is closed. `place` is where the server's
 * section stands, for errors, as `protocols::grpc`; "" at the top. Rejects where a certificate cannot be read or the
 * address cannot be had, and then leaves nothing behind.
 */
export async function openListener(
  settings: TlsSettings,
  config: Pick<ListenerConfig, "endpoint" | "tls">,
  place: string,
  options: ListenOptions,
  handle: ServerHandler,
): Promise<Pick<Listener, "endpoint" | "close">> {
  const tlsPlace = place === "" ? "tls" : `${place}::tls`;
  const tls = config.tls === undefined ? undefined : await openServerTls(settings, config.tls, tlsPlace);
  const listener = await settings.runtime.servers.listen(config.endpoint, handle, { ...options, tls: tls?.options });
  tls?.keepFresh(listener);
  return {
    endpoint: listener.endpoint,
    close: async (signal) => {
      tls?.close();
      await listener.close(signal);
    },
  };
}
