import type * as compiledRuntime from "../compiled-runtime.ts";
import type { JsonSchema } from "../json-schema.ts";
import { loadStandalone } from "./load-ajv.ts";
import { createAjv } from "./validators.ts";

/**
 * The source of an ES module that exports one compiled validator a schema, by the names given; they must be identifiers.
 * Written by a generator at build time, read by `registerValidator`.
 */
export function compileValidators(schemas: Readonly<Record<string, object>>): string {
  const ajv = createAjv({ source: true });
  const names: Record<string, string> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema({ ...(withoutDescriptions(schema) as JsonSchema), $id: `schema:${name}` });
    names[name] = `schema:${name}`;
  }
  const { default: standaloneCode } = loadStandalone();
  return inAscii(withImports(standaloneCode(ajv, names)));
}

/** Where compiled validators find what they call: ajv itself is no dependency of the package that they lie in. */
const runtime = "@genai-collector/config/schema/compiled-runtime";
const runtimeNames: readonly string[] = ["equal", "ucs2length"] satisfies readonly (keyof typeof compiledRuntime)[];

/** ajv writes `require` for its own runtime even into ES modules. Throws for a part of it that is not provided. */
function withImports(code: string): string {
  const imports: string[] = [];
  const body = code.replaceAll(
    /const (\w+) = require\("ajv\/dist\/runtime\/(\w+)"\)\.default;?/g,
    (_whole, name: string, from: string) => {
      if (!runtimeNames.includes(from)) throw new Error(`compiled validators need ${from}, which ${runtime} lacks`);
      imports.push(`import { ${from} as ${name} } from "${runtime}";`);
      return "";
    },
  );
  return [...imports, body, ""].join("\n");
}

/** One character beyond Latin-1, as in a description, would double what the text takes up in memory. */
function inAscii(code: string): string {
  return code.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What a validator says of a value does not need them, and it keeps its schemas. */
function withoutDescriptions(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withoutDescriptions);
  const members = Object.entries(schema).filter(([key, value]) => key !== "description" || typeof value !== "string");
  return Object.fromEntries(members.map(([key, value]) => [key, withoutDescriptions(value)]));
}
