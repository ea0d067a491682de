// Compiles the validators of everything that ships into the built program, so that no start has to. Part of the build:
// run it after the compiler.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtinFactories } from "../packages/collector/src/components.ts";
import { schemasOf, validatorName } from "../packages/collector/src/program/precompiled-validators.ts";
import { compileValidators } from "../packages/config/src/schema/validate.ts";

const path = join(import.meta.dirname, "..", "packages", "collector", "dist", "precompiled-validators.js");
const schemas = Object.fromEntries(schemasOf(builtinFactories).map((schema) => [validatorName(schema), schema]));
const text = compileValidators(schemas);
writeFileSync(path, text);
