import {
  clientAuthenticator,
  CollectorError,
  type ClientAuthenticator,
  type Component,
  type Host,
  type OutgoingRequest,
  type Settings,
} from "@genai-collector/component";
import type { HeadersSetterConfig } from "./config.ts";
import { headerValue, isHeaderValue, type HeaderValue } from "./header-value.ts";

interface Step {
  readonly name: string;
  readonly action: HeadersSetterConfig["headers"][number]["action"];
  readonly value: HeaderValue;
}

/** Sets, changes and takes out headers of an exporter's requests. */
export class HeadersSetter implements ClientAuthenticator, Component {
  readonly #steps: readonly Step[];
  readonly #additional: string | undefined;
  #before: ClientAuthenticator | undefined;

  constructor(settings: Settings, config: HeadersSetterConfig) {
    this.#additional = config.additional_auth;
    this.#steps = config.headers.map((header) => ({
      name: header.key.toLowerCase(),
      action: header.action,
      value: headerValue(settings, header),
    }));
  }

  async start(host: Host): Promise<void> {
    if (this.#additional !== undefined) this.#before = host.extension(clientAuthenticator, this.#additional);
    try {
      for (const { value } of this.#steps) await value.start();
    } catch (error) {
      await this.shutdown();
      throw error;
    }
  }

  async shutdown(): Promise<void> {
    for (const { value } of this.#steps) value.close();
  }

  async authorize(
    headers: Readonly<Record<string, string>>,
    request: OutgoingRequest,
  ): Promise<Readonly<Record<string, string>>> {
    const result = { ...(this.#before === undefined ? headers : await this.#before.authorize(headers, request)) };
    for (const { name, action, value } of this.#steps) {
      if (action === "delete") delete result[name];
      else if (action === "upsert" || (action === "insert") === !(name in result))
        result[name] = safe(name, value.of(request));
    }
    return result;
  }
}

/** What clients sent must not become another header. */
function safe(name: string, value: string): string {
  if (isHeaderValue(value)) return value;
  throw new CollectorError("HEADERS_SETTER_BAD_VALUE", `the value for ${name} holds signs that no header can`, {
    kind: "misconfigured",
  });
}
