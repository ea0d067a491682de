import { expect, it } from "vitest";
import { expectOverloadBorne, overloadFigures } from "../src/expect-overload.ts";
import { playOverload } from "../src/overload.ts";
import { Stage } from "../src/stage.ts";

it("bears three times what the sink takes: within its memory, refusals told and counted, well soon after", async () => {
  const options = { offered: 150_000, taken: 50_000, seconds: 20 };
  const result = await playOverload(await Stage.open(), options);
  console.log(overloadFigures(result));
  expectOverloadBorne(result, options);
  // It was an overload.
  expect(result.refusedItems).toBeGreaterThan(result.acceptedItems / 4);
  expect(await result.child.end("SIGTERM"), result.child.stderr).toEqual({ code: 0, signal: null });
});
