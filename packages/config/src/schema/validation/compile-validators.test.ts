import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { duration } from "../duration.ts";
import { headers } from "../headers.ts";
import { id } from "../id.ts";
import { list } from "../list.ts";
import { map } from "../map.ts";
import { count } from "../number.ts";
import { record } from "../record.ts";
import { section } from "../section.ts";
import { text } from "../text.ts";
import { validateConfig } from "../validate.ts";
import { compileValidators } from "./compile-validators.ts";
import { registerValidator, type Validator } from "./validators.ts";

const doc = "A value.";
const queueSpec = () =>
  map({
    name: text({ min: 2, max: 9, doc }),
    wait: duration({ default: "1s", doc }),
    storage: id({ default: "file_storage/x", doc }),
    tags: list(text({ doc }), { default: [], unique: true, doc }),
    sizes: record(count({ doc }), { names: "^[a-z]+$", default: {}, doc }),
    headers: headers({ default: {}, doc }),
    queue: section(map({ size: count({ doc }) }), { doc }),
  });

describe("compileValidators", () => {
  // Inside of the package, so that what the module imports is found.
  const dist = join(import.meta.dirname, "../../../dist");
  const made = mkdir(dist, { recursive: true }).then(() => mkdtemp(join(dist, ".compiled-")));
  afterAll(async () => rm(await made, { recursive: true }));

  it("writes a module whose validators agree with those compiled at load", async () => {
    const atLoad = queueSpec();
    const atBuild = queueSpec();
    const path = join(await made, "validators.mjs");
    await writeFile(
      path,
      compileValidators({ queue: atBuild.jsonSchema, other: map({ a: text({ doc }) }).jsonSchema }),
    );
    const module = (await import(pathToFileURL(path).href)) as { queue: Validator; other: Validator };
    expect(module.other({ a: "x" })).toBe(true);
    registerValidator(atBuild.jsonSchema, module.queue);
    for (const raw of [
      { name: "ok" },
      { name: "x", tags: ["a", "a"], wait: 5, nmae: "x", sizes: { A: 1, b: -1 } },
      { name: "ok", headers: { "a b": "x" }, queue: {}, storage: "a b" },
      { name: "ok", queue: { enabled: false }, tags: "a,b", headers: [{ name: "x" }] },
      [],
    ]) {
      expect(validateConfig(atBuild, raw)).toEqual(validateConfig(atLoad, raw));
    }
  });

  it("gives the same source for the same schemas", () => {
    expect(compileValidators({ queue: queueSpec().jsonSchema })).toBe(
      compileValidators({ queue: queueSpec().jsonSchema }),
    );
  });

  it("needs nothing but imports: no require is left", () => {
    expect(compileValidators({ queue: queueSpec().jsonSchema })).not.toContain("require(");
  });
});
