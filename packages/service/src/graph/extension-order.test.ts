import { capability, type ConfigSpec } from "@genai-collector/component";
import { extensionId, map, section } from "@genai-collector/config/schema";
import { describe, expect, it } from "vitest";
import { configure } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { extensionOrder } from "./extension-order.ts";

const store = capability<object>("test.store/1");
const storage = extensionId(store, { doc: "Where it is kept." });
const spec: ConfigSpec<unknown> = map({ queue: section(map({ storage }), { doc: "The queue." }) });

function ordered(needs: Readonly<Record<string, string | undefined>>) {
  const fake = new FakeComponents();
  const names = Object.entries(needs);
  return extensionOrder(
    configure({
      extensions: Object.fromEntries(names.map(([id]) => [id, fake.extension([], spec)])),
      configs: Object.fromEntries(
        names.map(([id, other]) => [id, other === undefined ? {} : { queue: { storage: other } }]),
      ),
      pipelines: {},
    }),
  );
}

describe("extensionOrder", () => {
  it("keeps the order of the list where dependencies allow", () => {
    expect(ordered({ c: undefined, a: undefined, b: undefined }).order).toEqual(["c", "a", "b"]);
  });

  it("extension a depends on b: b starts first", () => {
    expect(ordered({ a: "b", b: "c", c: undefined })).toEqual({ order: ["c", "b", "a"], findings: [] });
  });

  it("refuses a cycle in otelcol's words", () => {
    expect(ordered({ x: "a", a: "b", b: "a" }).findings).toEqual([
      {
        level: "error",
        path: ["service", "extensions"],
        message: "unable to order extensions by dependencies, cycle found [a -> b -> a]",
      },
    ]);
  });
});
