import { capability } from "@genai-collector/component";
import { extensionId, list, map, optional, record, section, text } from "@genai-collector/config/schema";
import { expect, it } from "vitest";
import { namedExtensions } from "./named-extensions.ts";

const some = (doc: string) => extensionId(capability("some/1"), { doc });
const spec = map({
  own: some("Own."),
  absent: optional(some("Absent.")),
  other: text({ default: "no/extension", doc: "Other." }),
  section: section(map({ inner: some("Inner.") }), { doc: "A section." }),
  off: section(map({ inner: some("Inner.") }), { doc: "Another." }),
  rows: list(map({ id: some("A row's.") }), { default: [], doc: "Rows." }),
  by_name: record(map({ id: some("An entry's.") }), { default: {}, doc: "Entries." }),
});

it("finds what the schema calls an extension, in sections, lists and records", () => {
  const config = {
    own: "a",
    other: "b",
    section: { inner: "c" },
    off: undefined,
    rows: [{ id: "d" }, { id: "e" }],
    by_name: { x: { id: "f" } },
  };
  expect(namedExtensions(spec.jsonSchema, config)).toEqual([
    { id: "a", capability: "some/1", path: ["own"] },
    { id: "c", capability: "some/1", path: ["section", "inner"] },
    { id: "d", capability: "some/1", path: ["rows", "0", "id"] },
    { id: "e", capability: "some/1", path: ["rows", "1", "id"] },
    { id: "f", capability: "some/1", path: ["by_name", "x", "id"] },
  ]);
});

it("finds nothing in a configuration without any", () => {
  expect(namedExtensions({}, undefined)).toEqual([]);
  expect(namedExtensions({}, { a: "b" })).toEqual([]);
});
