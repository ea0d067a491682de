import {
  clientAuthenticator,
  provide,
  type ClientAuthenticator,
  type OutgoingRequest,
} from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { HeadersSetter } from "../src/headers-setter.ts";
import { headersSetterExtensionFactory } from "../src/index.ts";

const spec = headersSetterExtensionFactory.config;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const request: OutgoingRequest = { transport: "grpc", isEncrypted: true, signal: new AbortController().signal };

const sentBy = (
  metadata: Readonly<Record<string, readonly string[]>>,
  auth: Readonly<Record<string, unknown>> = {},
): OutgoingRequest => ({
  ...request,
  client: {
    address: "192.0.2.1:1",
    metadata: new Map(Object.entries(metadata)),
    auth: new Map(Object.entries(auth)),
  },
});

async function setUp(raw: object, files: Readonly<Record<string, string>> = {}, others = {}) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  for (const [path, text] of Object.entries(files)) world.disk.put(path, utf8(text));
  const setter = new HeadersSetter(createSettings("x", runtime), decodeConfig(spec, raw, "x"));
  await world.until(setter.start(createHost(others)));
  return { world, runtime, setter };
}

describe("an action", () => {
  it.each([
    ["upsert", { a: "new", b: "new" }],
    ["insert", { a: "old", b: "new" }],
    ["update", { a: "new" }],
    ["delete", {}],
  ])("%s", async (action, expected) => {
    const source = action === "delete" ? {} : { value: "new" };
    const { setter } = await setUp({ headers: ["A", "b"].map((key) => ({ key, action, ...source })) });
    expect(await setter.authorize({ a: "old" }, request)).toEqual(expected);
  });

  it("follows the other, and leaves what it was given as it was", async () => {
    const { setter } = await setUp({
      headers: [
        { key: "a", value: "1" },
        { key: "a", action: "delete" },
        { key: "b", action: "insert", value: "2" },
      ],
    });
    const given = Object.freeze({ x: "y" });
    expect(await setter.authorize(given, request)).toEqual({ x: "y", b: "2" });
  });
});

describe("a value", () => {
  it("comes from the client's headers, whatever their case in the configuration", async () => {
    const { setter } = await setUp({ headers: [{ key: "X-Scope-OrgID", from_context: "X-Tenant" }] });
    expect(await setter.authorize({}, sentBy({ "x-tenant": ["acme"] }))).toEqual({ "x-scope-orgid": "acme" });
  });

  it("that the client did not send is the default, else empty", async () => {
    const { setter } = await setUp({
      headers: [
        { key: "a", from_context: "x", default_value: "nobody" },
        { key: "b", from_context: "x" },
        { key: "c", from_attribute: "x", default_value: "unknown" },
      ],
    });
    const expected = { a: "nobody", b: "", c: "unknown" };
    expect(await setter.authorize({}, sentBy({}))).toEqual(expected);
    expect(await setter.authorize({}, request)).toEqual(expected);
  });

  it("that the client sent twice is an error", async () => {
    const { setter } = await setUp({ headers: [{ key: "a", from_context: "x" }] });
    await expect(setter.authorize({}, sentBy({ x: ["1", "2"] }))).rejects.toMatchObject({
      code: "HEADERS_SETTER_AMBIGUOUS",
      kind: "misconfigured",
    });
  });

  it("comes from what the authenticator knows: texts as they are, else as JSON", async () => {
    const { setter } = await setUp({
      headers: ["username", "roles", "nobody"].map((name) => ({ key: name, from_attribute: name })),
    });
    const sent = sentBy({}, { username: "ada", roles: ["a", 1] });
    expect(await setter.authorize({}, sent)).toEqual({ username: "ada", roles: '["a",1]', nobody: "" });
  });

  it("that would begin another header is refused", async () => {
    const { setter } = await setUp({ headers: [{ key: "a", from_context: "x" }] });
    await expect(setter.authorize({}, sentBy({ x: ["1\r\nb: 2"] }))).rejects.toMatchObject({
      code: "HEADERS_SETTER_BAD_VALUE",
    });
  });

  it("follows its file", async () => {
    const { world, runtime, setter } = await setUp({ headers: [{ key: "a", value_file: "/v" }] }, { "/v": "one\n" });
    expect(await setter.authorize({}, request)).toEqual({ a: "one" });
    for (const text of ["two", "bad\nvalue"]) {
      world.disk.put("/v", utf8(text));
      await world.advance(6_000);
      expect(await setter.authorize({}, request)).toEqual({ a: "two" });
    }
    await setter.shutdown();
    expect(runtime.leaks()).toEqual([]);
  });
});

it("sets its headers after those of the additional authenticator", async () => {
  const other: ClientAuthenticator = {
    authorize: async (headers) => ({ ...headers, authorization: "Bearer x", a: "other" }),
  };
  const raw = { headers: [{ key: "a", value: "mine" }], additional_auth: "acme" };
  const { setter } = await setUp(raw, {}, { acme: [provide(clientAuthenticator, other)] });
  expect(await setter.authorize({ b: "c" }, request)).toEqual({ b: "c", authorization: "Bearer x", a: "mine" });
  await expect(setUp(raw)).rejects.toThrow("acme");
});

it("leaves nothing behind where a file is not there", async () => {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  world.disk.put("/one", utf8("x"));
  const raw = { headers: ["/one", "/two"].map((value_file) => ({ key: "a", value_file })) };
  const setter = new HeadersSetter(createSettings("x", runtime), decodeConfig(spec, raw, "x"));
  await expect(world.until(setter.start(createHost({})))).rejects.toThrow("/two");
  expect(runtime.leaks()).toEqual([]);
});

it.each([
  [{}, "headers"],
  [{ headers: [] }, "headers"],
  [{ headers: [{ value: "x" }] }, "key"],
  [{ headers: [{ key: "a b", value: "x" }] }, "key"],
  [{ headers: [{ key: "a" }] }, "exactly one of value, value_file, from_context, from_attribute; found none"],
  [{ headers: [{ key: "a", value: "x", from_context: "y" }] }, "found value, from_context"],
  [{ headers: [{ key: "a", action: "delete", value: "x" }] }, "has no meaning where the header is deleted"],
  [{ headers: [{ key: "a", action: "replace", value: "x" }] }, "action"],
  [{ headers: [{ key: "a", value: "x", default_value: "y" }] }, "default_value"],
])("%j is refused: %s", (raw, problem) => {
  expect(() => decodeConfig(spec, raw, "x")).toThrow(problem);
});
