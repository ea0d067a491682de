import type { Capability, ComponentId } from "@genai-collector/component";
import { componentIdPattern, formatComponentId, parseComponentId } from "./component-id.ts";
import { leaf, type Field, type FieldOptions, type Report } from "./field.ts";

const schema = {
  type: "string",
  pattern: componentIdPattern,
  "x-type": "ID",
  "x-expected": "an ID such as otlp or otlp/name",
};

/** The ID of a component: `type` or `type/name`. */
export function id(options: FieldOptions<string>): Field<ComponentId, string> {
  return leaf(schema, options, read);
}

/**
 * The ID of an extension that provides `what`. The loader refuses an ID that is not there, not listed in
 * `service::extensions`, or provides something else, at its place in the file.
 */
export function extensionId(what: Capability<unknown>, options: FieldOptions<string>): Field<ComponentId, string> {
  const described = { ...schema, "x-type": "extension ID", "x-extension": what.key };
  return leaf(described, options, read);
}

function read(value: unknown, report: Report): ComponentId {
  const parts = parseComponentId(value as string);
  if (!("problem" in parts)) return formatComponentId(parts);
  report([], parts.problem);
  return "";
}
