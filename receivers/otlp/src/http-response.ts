import type { ServerResponse, Signal } from "@genai-collector/component";
import type { BodyFormat } from "./body-format.ts";
import { encodeExportResponse, exportResponseToJson, type PartialSuccess } from "./export-response.ts";
import type { Headers } from "@genai-collector/config/schema";
import type { ErrorStatus } from "./error-status.ts";
import { encodeStatusMessage, statusMessageToJson, utf8 } from "./status-message.ts";

const contentTypes: Readonly<Record<BodyFormat, string>> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};

/** Makes the answers of OTLP over HTTP. */
export class HttpResponses {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #taken: Readonly<Record<BodyFormat, ServerResponse>>;

  /** `headers`: of every answer. */
  constructor(headers: Headers) {
    this.#headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
    this.#taken = { json: this.#success("json", "traces"), protobuf: this.#success("protobuf", "traces") };
  }

  /** 200 with the `Export…ServiceResponse` of the signal, in the request's own format. */
  success(signal: Signal, format: BodyFormat, partial?: PartialSuccess): ServerResponse {
    return partial === undefined ? this.#taken[format] : this.#success(format, signal, partial);
  }

  /** An error with its `google.rpc.Status`; a delay becomes a `Retry-After` of whole seconds, at least one. */
  error({ http, status }: ErrorStatus, format: BodyFormat): ServerResponse {
    const headers: Record<string, string> = { "content-type": contentTypes[format] };
    if (status.retryDelayMs !== undefined)
      headers["retry-after"] = String(Math.max(1, Math.ceil(status.retryDelayMs / 1_000)));
    const body = format === "json" ? utf8(JSON.stringify(statusMessageToJson(status))) : encodeStatusMessage(status);
    return { status: http, headers: { ...this.#headers, ...headers }, body: [body] };
  }

  /** An error of HTTP itself, before the format of the request is known. */
  text(status: number, text: string, headers: Readonly<Record<string, string>> = {}): ServerResponse {
    return { status, headers: { ...this.#headers, "content-type": "text/plain", ...headers }, body: [utf8(text)] };
  }

  /** Nothing but headers. */
  empty(headers: Readonly<Record<string, string>>): ServerResponse {
    return { status: 204, headers: { ...this.#headers, ...headers }, body: [] };
  }

  #success(format: BodyFormat, signal: Signal, partial?: PartialSuccess): ServerResponse {
    const body =
      format === "json" ? utf8(JSON.stringify(exportResponseToJson(signal, partial))) : encodeExportResponse(partial);
    return { status: 200, headers: { ...this.#headers, "content-type": contentTypes[format] }, body: [body] };
  }
}
