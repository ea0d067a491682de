import type { TlsClientOptions } from "@genai-collector/component";
import { Renewal } from "./renewal.ts";
import { hasAuthorities, type TlsClientConfig } from "./tls-config.ts";
import { readAuthorities, readKeyPair, staticOptions } from "./tls-material.ts";
import type { TlsSettings } from "./tls-settings.ts";

/**
 * Whether a connection is encrypted, as otelcol decides it: `insecure` counts only where no authority is configured and
 * the endpoint does not say `https://`.
 */
export function usesTls(config: TlsClientConfig, isHttps: boolean): boolean {
  return isHttps || !config.insecure || hasAuthorities(config);
}

/**
 * Reads what a client's `tls` names. `place` is where the section stands, for errors and as the part of the component
 * whose status tells of failed renewals. Rejects with `CONFIG_FILE_UNREADABLE` or `TLS_BAD_CERTIFICATE`
 * (misconfigured), which name the key, the file, and what is wrong with it.
 */
export async function openClientTls(settings: TlsSettings, config: TlsClientConfig, place = "tls"): Promise<ClientTls> {
  const [pair, authorities] = await Promise.all([
    readKeyPair(settings, config, place),
    readAuthorities(settings, config, place),
  ]);
  const options: TlsClientOptions = {
    ...staticOptions(config),
    ...pair,
    ca: authorities,
    serverName: config.server_name_override === "" ? undefined : config.server_name_override,
    skipsVerification: config.insecure_skip_verify,
  };
  return new ClientTls(settings, config, place, options);
}

/** A client's certificates, which may change while it runs. */
export class ClientTls {
  readonly #renewal: Renewal | undefined;
  #options: TlsClientOptions;

  constructor(settings: TlsSettings, config: TlsClientConfig, place: string, options: TlsClientOptions) {
    this.#options = options;
    if (config.reload_interval === 0 || options.cert === undefined) return;
    this.#renewal = new Renewal(settings, place, config.reload_interval, async () =>
      this.#renew(await readKeyPair(settings, config, place)),
    );
  }

  /** For `HttpClientOptions.tls`, unbound: what was read last. The same object until it changes. */
  readonly current = (): TlsClientOptions => this.#options;

  /** Safe twice. */
  close(): void {
    this.#renewal?.close();
  }

  #renew(pair: Pick<TlsClientOptions, "cert" | "key"> | undefined): boolean {
    if (pair === undefined || (pair.cert === this.#options.cert && pair.key === this.#options.key)) return false;
    this.#options = { ...this.#options, ...pair };
    return true;
  }
}
