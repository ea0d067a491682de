import { expect, it } from "vitest";
import { freePort, getJson, postJson, tryGetText } from "./loopback.ts";

it("says who does not answer, and why", async () => {
  const port = await freePort();
  await expect(getJson(`http://127.0.0.1:${port}/x`)).rejects.toThrow(
    `http://127.0.0.1:${port}/x does not answer: ECONNREFUSED`,
  );
  await expect(postJson(`http://127.0.0.1:${port}/x`, {})).rejects.toThrow("does not answer: ECONNREFUSED");
  expect(await tryGetText(`http://127.0.0.1:${port}/x`)).toBeUndefined();
});
