import { CollectorError, type OutgoingRequest, type Settings } from "@genai-collector/component";
import { WatchedFile } from "@genai-collector/config/watched-file";
import type { HeaderConfig } from "./config.ts";

/** Where the value of one header comes from. */
export interface HeaderValue {
  start(): Promise<void>;
  /** Safe before `start`, and twice. */
  close(): void;
  /** Throws `HEADERS_SETTER_AMBIGUOUS` (misconfigured) where the client sent several. */
  of(request: Pick<OutgoingRequest, "client">): string;
}

/** By the one source that the configuration names. */
export function headerValue(settings: Settings, config: HeaderConfig): HeaderValue {
  const { value, value_file, from_context, from_attribute } = config;
  const otherwise = config.default_value?.reveal() ?? "";
  if (value_file !== undefined) return new FileValue(settings, value_file);
  if (from_context !== undefined) return fixed(({ client }) => contextValue(client, from_context) ?? otherwise);
  if (from_attribute !== undefined)
    return fixed(({ client }) => attributeText(client?.auth?.get(from_attribute)) ?? otherwise);
  const text = value?.reveal() ?? "";
  return fixed(() => text);
}

function fixed(of: HeaderValue["of"]): HeaderValue {
  return { start: async () => undefined, close: () => undefined, of };
}

class FileValue implements HeaderValue {
  readonly #file: WatchedFile;
  #text = "";

  constructor(settings: Settings, path: string) {
    this.#file = new WatchedFile(path, settings, (text) => {
      const value = text.replace(/\r?\n$/, "");
      if (!isHeaderValue(value)) throw new Error("it holds what is no header's value");
      this.#text = value;
    });
  }

  start(): Promise<void> {
    return this.#file.open();
  }

  close(): void {
    this.#file.close();
  }

  of(): string {
    return this.#text;
  }
}

function contextValue(client: OutgoingRequest["client"], name: string): string | undefined {
  const values = client?.metadata.get(name.toLowerCase()) ?? [];
  if (values.length > 1)
    throw new CollectorError("HEADERS_SETTER_AMBIGUOUS", `the client sent ${values.length} values of ${name}`, {
      kind: "misconfigured",
    });
  return values[0];
}

/** As otelcol tells attributes: texts as they are, anything else as JSON. */
function attributeText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** RFC 9110 §5.5: no line breaks, which would begin another header. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
