import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort, getJson, ledgerCommand, postJson, tryGetText, zpagesPort } from "./loopback.ts";

it("says who does not answer, and why", async () => {
  const port = await freePort();
  await expect(getJson(`http://127.0.0.1:${port}/x`)).rejects.toThrow(
    `http://127.0.0.1:${port}/x does not answer: ECONNREFUSED`,
  );
  await expect(postJson(`http://127.0.0.1:${port}/x`, {})).rejects.toThrow("does not answer: ECONNREFUSED");
  expect(await tryGetText(`http://127.0.0.1:${port}/x`)).toBeUndefined();
});

it("gives zpages the port that is wanted where it is free, and says how to ask there", async () => {
  const wanted = await freePort();
  expect(await zpagesPort(String(wanted))).toBe(wanted);
  const taken = createServer().listen(wanted, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const other = await zpagesPort(String(wanted));
  taken.close();
  expect(other).not.toBe(wanted);
  expect(ledgerCommand(other)).toBe(`npm start -- ledger --endpoint http://127.0.0.1:${other}`);
  expect(ledgerCommand(55_679)).toBe("npm start -- ledger");
});
