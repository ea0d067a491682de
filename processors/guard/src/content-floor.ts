/** Names of content, never let through, whatever the configuration says (delivery.md §8.4). In lower case. */
const exact = new Set([
  "input.value",
  "output.value",
  "request",
  "response",
  "inputs",
  "outputs",
  "messages",
  "inputs_preview",
  "outputs_preview",
  "metadata",
  "portkeyheaders",
  // Newer names of the OpenTelemetry GenAI conventions for what people and models wrote.
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.tool.definitions",
  "gen_ai.retrieval.documents",
  "gen_ai.retrieval.query.text",
  "gen_ai.evaluation.explanation",
]);

/** Every name that begins so: flattened forms such as `gen_ai.prompt.0.content` too. */
const prefixes = [
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
];

/** Begin so, and hold none: what a prompt is called. */
const harmless = new Set(["gen_ai.prompt.name"]);

/** Names answered before, because telemetry repeats its keys; bounded, and begun anew when it is full. */
const known = new Map<string, boolean>();
const mostKnown = 4_096;

/**
 * Whether an attribute of this name holds content. Without regard to case, and with `.` as boundary: what lies below a
 * forbidden name is forbidden (`request.body`), what only resembles it is not (`request_id`).
 */
export function isContent(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const answer = judge(name.toLowerCase());
  if (known.size >= mostKnown) known.clear();
  known.set(name, answer);
  return answer;
}

function judge(name: string): boolean {
  if (harmless.has(name)) return false;
  if (prefixes.some((prefix) => name.startsWith(prefix))) return true;
  for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
    if (exact.has(name.slice(0, end))) return true;
  }
  return false;
}

/**
 * Names that often hold content in records of platforms (delivery.md §8.5): kept back from polled data unless the loop
 * that made a record releases them. In lower case.
 */
const gray = new Set(["events", "extra", "serialized", "manifest", "s3_urls", "error", "name"]);

/** Whether an attribute of this name needs a release. Without regard to case; what lies below such a name is free. */
export function isGray(name: string): boolean {
  return gray.has(name.toLowerCase());
}
