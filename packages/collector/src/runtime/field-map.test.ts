import { expect, it } from "vitest";
import { fieldMap } from "./field-map.ts";

it.each([
  [["Host", "h", "X-A", "1"], { host: "h", "x-a": "1" }],
  [["x-a", "1", "X-A", "2", "x-a", ""], { "x-a": "1, 2, " }],
  [["cookie", "a=1", "cookie", "b=2"], { cookie: "a=1; b=2" }],
  [[":method", "GET", ":path", "/", "te", "trailers"], { te: "trailers" }],
  [[], {}],
])("makes %j a map", (raw, expected) => {
  expect({ ...fieldMap(raw) }).toEqual(expected);
});

it("holds nothing that was not sent, whatever is asked for", () => {
  const fields = fieldMap(["toString", "mine", "__proto__", "p"]);
  expect([fields["constructor"], fields["tostring"], fields["__proto__"]]).toEqual([undefined, "mine", "p"]);
  expect(Object.keys(fields)).toEqual(["tostring", "__proto__"]);
});
