/** Names under which exports hold content, and whatever lies below them (portkey.md §4.8). In lower case. */
const contentNames = new Set([
  "completion",
  "input.value",
  "inputs",
  "inputs_preview",
  "messages",
  "metadata",
  "output.value",
  "outputs",
  "outputs_preview",
  "portkeyheaders",
  "prompt",
  "request",
  "response",
]);

/** Every name that begins so. */
const contentPrefixes = [
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
];

/**
 * Whether a field of this name holds content, so that no setting may ask for it. Without regard to case, and with `.` as
 * a boundary: `prompt.text` does, `prompt_id` does not.
 */
export function isDeniedName(name: string): boolean {
  const lower = name.toLowerCase();
  if (contentPrefixes.some((prefix) => lower.startsWith(prefix))) return true;
  for (let end = lower.length; end > 0; end = lower.lastIndexOf(".", end - 1))
    if (contentNames.has(lower.slice(0, end))) return true;
  return false;
}
