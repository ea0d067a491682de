import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "vitest";
import { checkResolved, guardedLookup, type Resolve } from "./transport-lookup.ts";

const good: LookupAddress = { address: "1.1.1.1", family: 4 };
const bad: LookupAddress = { address: "169.254.169.254", family: 4 };
const allow = (ip: string): boolean => ip !== bad.address;
const resolving =
  (addresses: LookupAddress[], error: Error | null = null): Resolve =>
  (_name, _options, callback) =>
    callback(error, addresses);

const refused: unknown = expect.objectContaining({ code: "HTTP_ADDRESS_REFUSED" });

describe("guardedLookup", () => {
  const look = (addresses: LookupAddress[], all: boolean): Promise<readonly unknown[]> =>
    new Promise((resolve) => {
      guardedLookup(allow, resolving(addresses))("h", { all }, (...answer) => resolve(answer));
    });

  it("gives all addresses, or the first with its family, as it is asked", async () => {
    expect(await look([good, { address: "::2", family: 6 }], true)).toEqual([
      null,
      [good, { address: "::2", family: 6 }],
    ]);
    expect(await look([{ address: "::2", family: 6 }, good], false)).toEqual([null, "::2", 6]);
  });

  it.each([[[bad]], [[good, bad]], [[bad, good]]])("refuses %j, where one address is bad", async (addresses) => {
    expect(await look(addresses, true)).toEqual([refused, []]);
    expect(await look(addresses, false)).toEqual([refused, []]);
  });

  it("fails for a name without an address", async () => {
    expect((await look([], false))[0]).toMatchObject({ code: "ENOTFOUND" });
  });
});

describe("checkResolved", () => {
  const check = (resolve: Resolve): Promise<void> => checkResolved("h", guardedLookup(allow, resolve));

  it("resolves for good addresses, and rejects as a connection would", async () => {
    await expect(check(resolving([good]))).resolves.toBeUndefined();
    await expect(check(resolving([good, bad]))).rejects.toEqual(refused);
    const failure = Object.assign(new Error("x"), { code: "EAI_AGAIN" });
    await expect(check(resolving([], failure))).rejects.toBe(failure);
  });
});
