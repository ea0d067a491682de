import { isCollectorError } from "@genai-collector/component";
import { createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { BearerToken } from "../src/bearer-token.ts";
import { bearerTokenAuthExtensionFactory } from "../src/index.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const spec = bearerTokenAuthExtensionFactory.config;
const request = { transport: "http", isEncrypted: false, signal: new AbortController().signal } as const;

async function setUp(raw: object, file?: string) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  if (file !== undefined) world.disk.put("/tokens", utf8(file));
  const tokens = new BearerToken(createSettings("x", runtime), decodeConfig(spec, raw, "x"));
  await world.until(tokens.start());
  const verdict = (headers: Readonly<Record<string, string>>): Promise<string> =>
    tokens.authenticate({ transport: "http", headers, peer: "" }).then(
      () => "in",
      (error: unknown) => (isCollectorError(error) ? error.code : String(error)),
    );
  return { world, runtime, tokens, verdict };
}

describe("a server", () => {
  it("lets in who has the token, whatever the case of the scheme", async () => {
    const { verdict, tokens } = await setUp({ token: "abc" });
    expect(await verdict({ authorization: "Bearer abc" })).toBe("in");
    expect(await verdict({ authorization: "bearer abc" })).toBe("in");
    const found = await tokens.authenticate({ transport: "grpc", headers: { authorization: "Bearer abc" }, peer: "" });
    expect([...found]).toEqual([["raw", "Bearer abc"]]);
  });

  it.each([
    [{}],
    [{ authorization: "" }],
    [{ authorization: "abc" }],
    [{ authorization: "Basic abc" }],
    [{ authorization: "Bearer abcd" }],
    [{ authorization: "Bearer ab" }],
    [{ authorization: "Bearer  abc" }],
    [{ "x-token": "Bearer abc" }],
  ])("refuses %j", async (headers) => {
    const { verdict } = await setUp({ token: "abc" });
    expect(await verdict(headers as Readonly<Record<string, string>>)).toBe("AUTH_REFUSED");
  });

  it("takes any of several tokens, and another header and scheme", async () => {
    const { verdict } = await setUp({ tokens: ["one", "two"], header: "X-Token", scheme: "" });
    expect([await verdict({ "x-token": "one" }), await verdict({ "x-token": "two" })]).toEqual(["in", "in"]);
    expect(await verdict({ "x-token": "Bearer one" })).toBe("AUTH_REFUSED");
    expect(await verdict({ authorization: "one" })).toBe("AUTH_REFUSED");
  });

  it("follows its file, which wins over the configuration", async () => {
    const { world, runtime, verdict, tokens } = await setUp({ token: "abc", filename: "/tokens" }, "one\r\n\n two \n");
    const each = (): Promise<string[]> =>
      Promise.all(["abc", "one", "two", "three"].map((token) => verdict({ authorization: `Bearer ${token}` })));
    expect(await each()).toEqual(["AUTH_REFUSED", "in", "in", "AUTH_REFUSED"]);
    for (const bad of ["", "   \n", "a b"]) {
      world.disk.put("/tokens", utf8(bad));
      await world.advance(6_000);
      expect(await each()).toEqual(["AUTH_REFUSED", "in", "in", "AUTH_REFUSED"]);
    }
    world.disk.put("/tokens", utf8("three"));
    await world.advance(6_000);
    expect(await each()).toEqual(["AUTH_REFUSED", "AUTH_REFUSED", "AUTH_REFUSED", "in"]);
    await tokens.shutdown();
    expect(runtime.leaks()).toEqual([]);
  });

  it("does not start without its file, or with an empty one", async () => {
    await expect(setUp({ filename: "/tokens" })).rejects.toMatchObject({ code: "CONFIG_FILE_UNREADABLE" });
    await expect(setUp({ filename: "/tokens" }, "\n")).rejects.toThrow("there is no token in it");
  });
});

describe("a client", () => {
  it("sends the first token, in the place of a header that is there", async () => {
    const { tokens } = await setUp({ tokens: ["one", "two"] });
    expect(await tokens.authorize({ authorization: "old", a: "b" }, request)).toEqual({
      authorization: "Bearer one",
      a: "b",
    });
  });

  it("over gRPC needs TLS", async () => {
    const { tokens } = await setUp({ token: "one", scheme: "", header: "X-Key" });
    await expect(tokens.authorize({}, { ...request, transport: "grpc" })).rejects.toMatchObject({
      code: "BEARERTOKENAUTH_CLEARTEXT",
    });
    const closed = await tokens.authorize({}, { ...request, transport: "grpc", isEncrypted: true });
    expect(closed).toEqual({ "x-key": "one" });
  });
});

it.each([
  [{}, "must have a token"],
  [{ token: "a", tokens: ["b"] }, "must not stand beside token"],
  [{ token: "a", header: "x y" }, "header"],
  [{ token: "" }, "token"],
])("%j is refused: %s", (raw, problem) => {
  expect(() => decodeConfig(spec, raw, "x")).toThrow(problem);
});
