import { describe, expect, it } from "vitest";
import { builtinOnDemand, shippedComponents } from "./shipped-components.ts";

it.each(shippedComponents.map((each) => [`${each.kind} ${each.types[0]}`, each] as const))(
  "%s is what it is said to be",
  async (_name, { kind, types, load }) => {
    const factory = await load();
    expect({ kind: factory.kind, types: [factory.type, ...(factory.aliases ?? [])] }).toEqual({ kind, types });
  },
);

describe("what a configuration gets", () => {
  const typesOf = async (...types: readonly (readonly [kind: string, type: string])[]): Promise<readonly string[]> => {
    const factories = await builtinOnDemand.named(types.map(([kind, type]) => ({ kind, type })));
    return factories.map((factory) => `${factory.kind} ${factory.type}`);
  };

  it("is what it names, by any of its names, and of that kind", async () => {
    expect(await typesOf(["exporter", "otlphttp"], ["receiver", "otlp"], ["receiver", "otlp"])).toEqual([
      "receiver otlp",
      "exporter otlp_http",
    ]);
    expect(await typesOf(["extension", "memory_limiter"])).toEqual(["extension memory_limiter"]);
    expect(await typesOf()).toEqual([]);
  });

  it("is no more where it names something else besides", async () => {
    expect(await typesOf(["receiver", "otlp"], ["receiver", "settle"])).toEqual(["receiver otlp"]);
  });

  it("may be everything", async () => {
    expect(await builtinOnDemand.all()).toHaveLength(shippedComponents.length);
  });
});
