import { expect, it } from "vitest";
import { severityOf } from "./severity.ts";

it.each([
  [100, 9, "INFO"],
  [200, 9, "INFO"],
  [399, 9, "INFO"],
  [400, 13, "WARN"],
  [499, 13, "WARN"],
  [500, 17, "ERROR"],
  [599, 17, "ERROR"],
  [99, 0, undefined],
  [600, 0, undefined],
  [undefined, 0, undefined],
])("status %s is severity %i %s", (status, number, text) => {
  expect(severityOf(status)).toEqual({ number, text });
});
