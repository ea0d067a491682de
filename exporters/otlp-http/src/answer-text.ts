import { tryReadRpcStatus } from "@genai-collector/exporterhelper/otlp";

const decoder = new TextDecoder();

/**
 * What an answer outside 2xx says. OTLP has sinks answer with a `google.rpc.Status`, in the encoding of the request.
 * Proxies and most stores answer with text or JSON of their own, which is given as it is. A page for people says nothing
 * to us: "your browser is too old" is not about data.
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export function answerText(contentType: string, body: Uint8Array): string {
  const type = contentType.toLowerCase();
  if (type.includes("html")) return "";
  if (type.includes("protobuf")) return tryReadRpcStatus(body)?.message || decoder.decode(body);
  const text = decoder.decode(body);
  return type.includes("json") ? (tryJsonMessage(text) ?? text) : text;
}

/** Undefined where the text is no object with a `message`. */
function tryJsonMessage(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const isObject = typeof answer === "object" && answer !== null;
    return isObject && "message" in answer && typeof answer.message === "string" ? answer.message : undefined;
  } catch {
    // Not JSON, whatever its type says.
    return undefined;
  }
}
