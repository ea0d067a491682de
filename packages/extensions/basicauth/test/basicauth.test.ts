import {
  clientAuthenticator,
  isCollectorError,
  serverAuthenticator,
  type ClientAuthenticator,
  type ServerAuthenticator,
} from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { basicAuthExtensionFactory } from "../src/index.ts";

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const { signal } = new AbortController();
const { config: spec, create } = basicAuthExtensionFactory;

async function started(raw: object, files: Readonly<Record<string, string>> = {}) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  for (const [path, text] of Object.entries(files)) world.disk.put(path, utf8(text));
  const extension = create(createSettings("basicauth", runtime), decodeConfig(spec, raw, "basicauth"));
  const host = createHost({ basicauth: extension.provided! });
  await world.until(extension.start!(host));
  return { world, runtime, host, extension };
}

async function asServer(raw: object, files?: Readonly<Record<string, string>>) {
  const all = await started({ htpasswd: raw }, files);
  const server: ServerAuthenticator = all.host.extension(serverAuthenticator, "basicauth");
  const userOf = async (header: string | undefined): Promise<unknown> => {
    const headers: Record<string, string> = header === undefined ? {} : { authorization: header };
    const request = { transport: "grpc", headers, peer: "192.0.2.1:9" } as const;
    return server.authenticate(request).then(
      (found) => found.get("username"),
      (error: unknown) => (isCollectorError(error) ? error.code : error),
    );
  };
  return { ...all, server, userOf };
}

describe("a server", () => {
  it("lets in who is in its list, and tells who it is", async () => {
    const { server, userOf } = await asServer({ inline: "ada:secret" });
    expect(await userOf(basic("ada:secret"))).toBe("ada");
    expect(await userOf(basic("ada:secret").replace("Basic", "bASIC "))).toBe("ada");
    const headers = { authorization: basic("ada:secret") };
    const found = await server.authenticate({ transport: "http", headers, peer: "" });
    expect(found.get("raw")).toBe(Buffer.from("ada:secret").toString("base64"));
  });

  it.each([
    ["no header", undefined],
    ["an empty one", ""],
    ["another scheme", "Bearer YWRhOnNlY3JldA=="],
    ["what is no base64", "Basic a:b"],
    ["base64 without a colon", `Basic ${Buffer.from("ada").toString("base64")}`],
    ["a wrong password", basic("ada:Secret")],
    ["an unknown user", basic("bob:secret")],
    ["a user's hash as the password", basic("bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")],
  ])("refuses %s, each time", async (_name, header) => {
    const { userOf } = await asServer({ inline: "ada:secret\nbob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=x" });
    for (let time = 0; time < 3; time++) expect(await userOf(header)).toBe("AUTH_REFUSED");
  });

  it("passwords may hold colons", async () => {
    const { userOf } = await asServer({ inline: "ada:a:b:c" });
    expect(await userOf(basic("ada:a:b:c"))).toBe("ada");
  });

  it("inline entries win over the file", async () => {
    const { userOf } = await asServer({ inline: "ada:inline", file: "/users" }, { "/users": "ada:file\nbob:file" });
    expect([await userOf(basic("ada:inline")), await userOf(basic("bob:file"))]).toEqual(["ada", "bob"]);
    expect(await userOf(basic("ada:file"))).toBe("AUTH_REFUSED");
  });

  it("follows its file: who is gone from it is let in no longer, though it was before", async () => {
    const { world, userOf } = await asServer({ file: "/users" }, { "/users": "ada:one" });
    expect(await userOf(basic("ada:one"))).toBe("ada");
    expect(await userOf(basic("ada:two"))).toBe("AUTH_REFUSED");
    world.disk.put("/users", utf8("ada:two"));
    await world.advance(6_000);
    expect(await userOf(basic("ada:one"))).toBe("AUTH_REFUSED");
    expect(await userOf(basic("ada:two"))).toBe("ada");
    world.disk.put("/users", utf8("no list at all"));
    await world.advance(6_000);
    expect(await userOf(basic("ada:two"))).toBe("ada");
  });

  it("checks the header of a client that comes over many connections at once for all of them", async () => {
    const slow = "$2b$04$0SZ/2c4PgTrTvMOWUUxA9OvE7dyOxOqdtg9okZoAkwvI2q2oZ5y2C";
    const { userOf } = await asServer({ inline: `ada:${slow}` });
    const users = await Promise.all(Array.from({ length: 20 }, () => userOf(basic("ada:secret"))));
    expect(new Set(users)).toEqual(new Set(["ada"]));
  });

  it("by a list that changed while a header was checked lets in who is in the new one", async () => {
    const slow = "$2b$11$ltHg78HwEGoPylDbs0Y95Oggxg6OlHt1se.TDBXsfY19HT14oHTty";
    const { world, userOf } = await asServer({ file: "/users" }, { "/users": `ada:${slow}` });
    world.disk.put("/users", utf8("ada:other"));
    await world.advance(4_990);
    const before = userOf(basic("ada:secret"));
    await world.advance(100);
    const after = userOf(basic("ada:secret"));
    expect([await before, await after]).toEqual(["ada", "AUTH_REFUSED"]);
    expect(await userOf(basic("ada:secret"))).toBe("AUTH_REFUSED");
  });

  it("checks a slow hash once for each header, and only a few at a time", async () => {
    const slow = "$2b$08$QEGcTKKIhDKJJQVkjBtMjuYYTfW3WQk8VHiJfhu8wLiPcdECRSnUi";
    const { userOf } = await asServer({ inline: `ada:${slow}` });
    const flood = await Promise.all(Array.from({ length: 20 }, (_, at) => userOf(basic(`ada:${at}`))));
    expect(new Set(flood)).toEqual(new Set(["AUTH_REFUSED", "BASICAUTH_BUSY"]));
    expect(flood.filter((code) => code === "AUTH_REFUSED")).toHaveLength(4);
    const before = performance.now();
    for (let time = 0; time < 1_000; time++) await userOf(basic("ada:0"));
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it("does not start without its file", async () => {
    await expect(asServer({ file: "/users" })).rejects.toMatchObject({ code: "CONFIG_FILE_UNREADABLE" });
    await expect(asServer({ file: "/users" }, { "/users": "x" })).rejects.toThrow("line 1 of htpasswd");
  });
});

async function asClient(raw: object, files?: Readonly<Record<string, string>>) {
  const all = await started({ client_auth: raw }, files);
  const client: ClientAuthenticator = all.host.extension(clientAuthenticator, "basicauth");
  const request = { transport: "http", isEncrypted: false, signal } as const;
  return { ...all, client, request };
}

describe("a client", () => {
  it("sets the header, in the place of one that is there", async () => {
    const { client, request } = await asClient({ username: "ada", password: "sécret:x" });
    const headers = await client.authorize({ authorization: "Bearer old", "x-a": "b" }, request);
    expect(headers).toEqual({ authorization: basic("ada:sécret:x"), "x-a": "b" });
  });

  it("follows its files, whose last line end is not part of the secret", async () => {
    const files = { "/name": "ada\n", "/password": "one\r\n" };
    const { world, runtime, client, request, extension } = await asClient(
      { username_file: "/name", password_file: "/password" },
      files,
    );
    expect(await client.authorize({}, request)).toEqual({ authorization: basic("ada:one") });
    world.disk.put("/password", utf8("two"));
    world.disk.put("/name", utf8("b:d"));
    await world.advance(6_000);
    expect(await client.authorize({}, request)).toEqual({ authorization: basic("ada:two") });
    await extension.shutdown!(signal);
    expect(runtime.leaks()).toEqual([]);
  });

  it("leaves nothing behind where the second of its files is not there", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    world.disk.put("/name", utf8("ada"));
    const raw = { client_auth: { username_file: "/name", password_file: "/none" } };
    const extension = create(createSettings("basicauth", runtime), decodeConfig(spec, raw, "basicauth"));
    await expect(world.until(extension.start!(createHost({})))).rejects.toThrow("/none");
    expect(runtime.leaks()).toEqual([]);
  });

  it("over gRPC needs TLS", async () => {
    const { client, request } = await asClient({ username: "ada", password: "x" });
    const open = client.authorize({}, { ...request, transport: "grpc" });
    await expect(open).rejects.toMatchObject({ code: "BASICAUTH_CLEARTEXT", kind: "misconfigured" });
    const closed = await client.authorize({}, { ...request, transport: "grpc", isEncrypted: true });
    expect(closed).toEqual({ authorization: basic("ada:x") });
  });
});

describe("a configuration", () => {
  it.each([
    [{}, "must have either htpasswd"],
    [{ htpasswd: { inline: "a:b" }, client_auth: { username: "a", password: "b" } }, "must have either htpasswd"],
    [{ htpasswd: {} }, "must have a file or inline entries"],
    [{ htpasswd: { inline: "" } }, "must have a file or inline entries"],
    [{ client_auth: { password: "x" } }, "must have a username"],
    [{ client_auth: { username: "a:b", password: "x" } }, "must not hold a colon"],
  ])("%j is refused: %s", (raw, problem) => {
    expect(() => decodeConfig(spec, raw, "basicauth")).toThrow(problem);
  });

  it("shows nobody its passwords and their hashes", () => {
    const raw = { htpasswd: { inline: "ada:secret" } };
    expect(JSON.stringify(decodeConfig(spec, raw, "basicauth"))).not.toContain("secret");
  });

  it("in the wrong role is found when the other side starts", async () => {
    const { host } = await started({ client_auth: { username: "ada", password: "x" } });
    expect(() => host.extension(serverAuthenticator, "basicauth")).toThrow("basicauth that provides");
  });
});
