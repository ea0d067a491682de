import assert from "node:assert/strict";
import { isFactory, type Factory, type FactorySpec, type Instruments } from "@genai-collector/component";
import { validateConfig } from "@genai-collector/config/schema/validate";
import { decodeConfig } from "../decode-config.ts";
import { withoutDoors } from "../virtual-globals.ts";
import { plainCase, type ConformanceCase } from "./conformance-case.ts";
import type { ConformanceOptions } from "./conformance-options.ts";

type Declared = Factory & FactorySpec<unknown, Instruments, unknown, string>;

const typeGrammar = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const keyGrammar = /^[a-z0-9][a-z0-9_]*$/;
const stabilities = ["development", "alpha", "beta", "stable", "deprecated", "unmaintained"];

/** What a factory says about itself, for every kind of component. */
export function declarationCases(factory: Declared, options: ConformanceOptions): ConformanceCase[] {
  return [
    plainCase("is a factory with a type of otelcol's grammar", () => checkType(factory)),
    plainCase("declares a stability of otelcol's grades", () => checkStability(factory)),
    plainCase("has documented configuration keys of otelcol's grammar", () => checkKeys(factory)),
    plainCase("accepts its configuration, and refuses a misspelt key", () => checkConfig(factory, options)),
    plainCase("documents every instrument", () => checkInstruments(factory.instruments ?? {})),
    plainCase("computes its traits from the configuration alone", () => checkTraits(factory, options)),
  ];
}

function checkType(factory: Declared): void {
  assert.ok(isFactory(factory), "not a factory: make it with define… of @genai-collector/component");
  for (const type of [factory.type, ...(factory.aliases ?? [])])
    assert.match(type, typeGrammar, `the type ${type} does not match ${typeGrammar}`);
}

function checkStability(factory: Declared): void {
  const declared = Object.entries(factory.stability);
  assert.ok(declared.length > 0, "stability is empty: declare each signal");
  for (const [signal, grade] of declared)
    assert.ok(stabilities.includes(String(grade)), `${signal}: ${grade} is not one of ${stabilities.join(", ")}`);
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly description?: string;
  readonly "x-type"?: string;
  readonly "x-alias-of"?: string;
  readonly "x-removed"?: string;
}

function checkKeys(factory: Declared): void {
  for (const [path, node] of keysOf(factory.config.jsonSchema, "")) {
    assert.match(path.split("::").at(-1)!, keyGrammar, `the key ${path} does not match ${keyGrammar}`);
    const needsDoc = node["x-alias-of"] === undefined && node["x-removed"] === undefined;
    assert.ok(!needsDoc || (node.description ?? "") !== "", `the key ${path} has no doc`);
  }
}

/** Every key of a schema with its path; what a builder of its own kind (headers, for one) has inside is not ours. */
function* keysOf(node: SchemaNode, at: string): Generator<[string, SchemaNode]> {
  if (node["x-type"] !== undefined) return;
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    const path = at === "" ? key : `${at}::${key}`;
    yield [path, child];
    yield* keysOf(child, path);
  }
  if (node.items !== undefined) yield* keysOf(node.items, `${at}[]`);
  if (typeof node.additionalProperties === "object") yield* keysOf(node.additionalProperties, `${at}::*`);
}

function checkConfig(factory: Declared, { config = {} }: ConformanceOptions): void {
  decodeConfig(factory.config, config, factory.type);
  const misspelt = validateConfig(factory.config, { ...config, no_such_key: 1 });
  assert.ok("problems" in misspelt, "an unknown key was accepted: a typing error would go unnoticed");
}

function checkInstruments(instruments: Instruments): void {
  for (const [name, { unit, doc, attributes = {} }] of Object.entries(instruments)) {
    assert.match(name, keyGrammar, `the instrument ${name} is not in snake_case`);
    assert.notEqual(doc.trim(), "", `the instrument ${name} has no doc`);
    assert.notEqual(unit.trim(), "", `the instrument ${name} has no unit: use UCUM, or an annotation such as {item}`);
    for (const [key, values] of Object.entries(attributes)) {
      assert.ok(values.length > 0, `the attribute ${key} of ${name} has an empty list of values`);
      assert.equal(new Set(values).size, values.length, `the attribute ${key} of ${name} lists a value twice`);
    }
  }
}

/** Twice the same, from two decodings, with every door to the world shut. */
function checkTraits(factory: Declared, { config = {} }: ConformanceOptions): void {
  const traits = (): unknown => {
    const decoded = decodeConfig(factory.config, config, factory.type);
    return withoutDoors("traits", () => [factory.traits?.(decoded), factory.traits?.(decoded)]);
  };
  const [first, second] = [traits(), traits()] as [unknown[], unknown[]];
  assert.deepEqual(first[1], first[0], "traits differ when they are asked for twice");
  assert.deepEqual(second[0], first[0], "traits differ between two decodings of one configuration");
}
