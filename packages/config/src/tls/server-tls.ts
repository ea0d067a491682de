import type { Listener, TlsServerOptions } from "@genai-collector/component";
import { Renewal } from "./renewal.ts";
import type { TlsServerConfig } from "./tls-config.ts";
import { readAuthorities, readBundle, readKeyPair, staticOptions } from "./tls-material.ts";
import type { TlsSettings } from "./tls-settings.ts";

/** How soon a change of the clients' authorities counts. */
const lookAgainMs = 5_000;

/**
 * Reads what a server's `tls` names. `place` is where the section stands, for errors and as the part of the component
 * whose status tells of failed renewals. Rejects with `CONFIG_FILE_UNREADABLE` or `TLS_BAD_CERTIFICATE`
 * (misconfigured), which name the key, the file, and what is wrong with it.
 */
export async function openServerTls(settings: TlsSettings, config: TlsServerConfig, place = "tls"): Promise<ServerTls> {
  const tls = new ServerTls(settings, config, place);
  await tls.open();
  return tls;
}

/** A server's certificates, which may change while it runs. */
export class ServerTls {
  readonly #settings: TlsSettings;
  readonly #config: TlsServerConfig;
  readonly #place: string;
  readonly #renewals: Renewal[] = [];
  #options: TlsServerOptions | undefined;
  #listener: Pick<Listener, "renewTls"> | undefined;

  constructor(settings: TlsSettings, config: TlsServerConfig, place: string) {
    this.#settings = settings;
    this.#config = config;
    this.#place = place;
  }

  /** What to listen with, as it was read last. */
  get options(): TlsServerOptions {
    if (this.#options === undefined) throw new TypeError("the certificates are not read yet");
    return this.#options;
  }

  /** Reads everything for the first time. */
  async open(): Promise<void> {
    const [pair, clientAuthorities] = await Promise.all([
      this.#readKeyPair(),
      this.#readClientAuthorities(),
      // A server's own authorities have no use, but what is configured is to be there.
      readAuthorities(this.#settings, this.#config, this.#place),
    ]);
    this.#options = {
      ...staticOptions(this.#config),
      ...pair,
      ca: clientAuthorities,
      requiresClientCertificate: clientAuthorities !== undefined,
    };
  }

  /** Hands what changes to `listener`, until `close`. */
  keepFresh(listener: Pick<Listener, "renewTls">): void {
    this.#listener = listener;
    const { reload_interval, client_ca_file_reload } = this.#config;
    const renew = (part: string, ms: number, read: () => Promise<Partial<TlsServerOptions>>): void =>
      void this.#renewals.push(new Renewal(this.#settings, part, ms, async () => this.#renew(await read())));
    if (reload_interval > 0) renew(this.#place, reload_interval, () => this.#readKeyPair());
    if (client_ca_file_reload)
      renew(`${this.#place}::client_ca_file`, lookAgainMs, async () => ({ ca: await this.#readClientAuthorities() }));
  }

  /** Safe twice. */
  close(): void {
    for (const renewal of this.#renewals.splice(0)) renewal.close();
    this.#listener = undefined;
  }

  #renew(changed: Partial<TlsServerOptions>): boolean {
    const next = { ...this.options, ...changed };
    if (JSON.stringify(next) === JSON.stringify(this.options)) return false;
    this.#listener?.renewTls(next);
    this.#options = next;
    return true;
  }

  async #readKeyPair(): Promise<{ readonly cert: string; readonly key: string }> {
    const pair = await readKeyPair(this.#settings, this.#config, this.#place);
    if (pair === undefined) throw new TypeError("a server has a certificate: its configuration is checked");
    return pair;
  }

  async #readClientAuthorities(): Promise<readonly string[] | undefined> {
    const file = this.#config.client_ca_file;
    if (file === "") return undefined;
    return readBundle(this.#settings, { key: `${this.#place}::client_ca_file`, file, pem: undefined });
  }
}
