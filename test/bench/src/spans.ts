import type { KeyValue, Span, TracesData } from "@genai-collector/pdata";

const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "gemini-2.5-pro", "llama-3.3-70b"];
const providers = ["openai", "openai", "anthropic", "gcp.gemini", "meta"];
const start = 1_767_225_600_000_000_000n;

/** A small seeded generator: the same spans on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * What LLM applications send: traces of eight spans, ten attributes a span, 2 % errors, exponential latencies, about
 * 440 bytes a span.
 */
export function llmSpans(count: number, seed = 1): TracesData {
  const random = generator(seed);
  const spans = Array.from({ length: count }, (_, index) => llmSpan(index, random));
  const attributes = [text("service.name", "assistant"), text("service.version", "1.4.2")];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "app" }, spans }] }] };
}

function llmSpan(index: number, random: () => number): Span {
  const which = Math.floor(random() * models.length);
  const isError = random() < 0.02;
  const latency = BigInt(Math.round(-Math.log(1 - random()) * 800e6));
  const began = start + BigInt(index) * 1_000_000n;
  const trace = index >> 3;
  return {
    traceId: bytes(16, trace),
    spanId: bytes(8, index + 1),
    parentSpanId: (index & 7) === 0 ? new Uint8Array() : bytes(8, index - (index & 7) + 1),
    name: `chat ${models[which]}`,
    kind: 3,
    startTimeUnixNano: began,
    endTimeUnixNano: began + latency,
    attributes: [
      text("gen_ai.provider.name", providers[which]!),
      text("gen_ai.request.model", models[which]!),
      text("gen_ai.operation.name", "chat"),
      int("gen_ai.usage.input_tokens", Math.floor(random() * 8_000)),
      int("gen_ai.usage.output_tokens", Math.floor(random() * 2_000)),
      int("http.response.status_code", isError ? 500 : 200),
      ...[1, 2, 3, 4].map((n) => text(`app.attribute.${n}`, `value-${n}-${Math.floor(random() * 1e6)}`)),
    ],
    status: isError ? { code: 2, message: "upstream failed" } : {},
  };
}

function text(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } };
}

function int(key: string, value: number): KeyValue {
  return { key, value: { intValue: BigInt(value) } };
}

function bytes(length: number, value: number): Uint8Array {
  const id = new Uint8Array(length).fill(0x5a);
  new DataView(id.buffer).setUint32(length - 4, value);
  return id;
}
