import type { ConfigSpec } from "@genai-collector/component";
import { validateConfig } from "@genai-collector/config/schema/validate";

/** Decodes `raw` (plain values, as YAML gives them) as the program does. Throws one error with every problem. */
export function decodeConfig<C>(spec: ConfigSpec<C>, raw: unknown, at: string): C {
  const checked = validateConfig(spec, raw);
  if ("config" in checked) return checked.config;
  const lines = checked.problems.map(
    ({ path, message, found, suggestion }) =>
      `${[at, ...path].join("::")}: ${message}, found ${found}${suggestion === undefined ? "" : ` (${suggestion}?)`}`,
  );
  throw new Error(lines.join("\n"));
}
