import standaloneCode from "ajv/dist/standalone/index.js";
import type { JsonSchema } from "../json-schema.ts";
import { createAjv } from "./validators.ts";

/**
 * The source of an ES module that exports one compiled validator a schema, by the names given; they must be identifiers.
 * Written by a generator at build time, read by `registerValidator`.
 */
export function compileValidators(schemas: Readonly<Record<string, object>>): string {
  const ajv = createAjv({ source: true });
  const names: Record<string, string> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema({ ...(schema as JsonSchema), $id: `schema:${name}` });
    names[name] = `schema:${name}`;
  }
  return withImports(standaloneCode.default(ajv, names));
}

/** ajv writes `require` for its own runtime even into ES modules. */
function withImports(code: string): string {
  const imports: string[] = [];
  const body = code.replaceAll(
    /const (\w+) = require\("([^"]+)"\)\.default;?/g,
    (_whole, name: string, from: string) => {
      imports.push(
        `import ${name}_module from "${from}.js";\nconst ${name} = ${name}_module.default ?? ${name}_module;`,
      );
      return "";
    },
  );
  return [...imports, body, ""].join("\n");
}
