import type { Span, TracesData } from "@genai-collector/pdata";
import { applicationResource } from "./application-resource.ts";
import { beginning, identifier, int, seededRandom, text } from "./seeded-values.ts";

const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "gemini-2.5-pro", "llama-3.3-70b"];
const providers = ["openai", "openai", "anthropic", "gcp.gemini", "meta"];

/**
 * What LLM applications send: traces of eight spans, ten attributes a span, 2 % errors, exponential latencies, about
 * 440 bytes a span. The spans are spread evenly over `resources` resources.
 */
export function llmSpans(count: number, resources = 1, seed = 1): TracesData {
  const random = seededRandom(seed);
  const all = Array.from({ length: count }, (_, index) => llmSpan(index, random));
  const each = Math.ceil(count / resources);
  const resourceSpans = Array.from({ length: resources }, (_, index) => ({
    resource: applicationResource(resources === 1 ? undefined : index),
    scopeSpans: [{ scope: { name: "app" }, spans: all.slice(index * each, (index + 1) * each) }],
  }));
  return { resourceSpans };
}

function llmSpan(index: number, random: () => number): Span {
  const which = Math.floor(random() * models.length);
  const isError = random() < 0.02;
  const latency = BigInt(Math.round(-Math.log(1 - random()) * 800e6));
  const began = beginning + BigInt(index) * 1_000_000n;
  const trace = index >> 3;
  return {
    traceId: identifier(16, trace),
    spanId: identifier(8, index + 1),
    parentSpanId: (index & 7) === 0 ? new Uint8Array() : identifier(8, index - (index & 7) + 1),
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
