import {
  clientAuthenticator,
  isCollectorError,
  type ClientAuthenticator,
  type HttpRequest,
  type OutgoingRequest,
} from "@genai-collector/component";
import {
  createHost,
  createSettings,
  decodeConfig,
  jsonAnswer,
  Recorded,
  VirtualRuntime,
  World,
  type Answer,
} from "@genai-collector/testkit";
import { createVerify, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { oauth2ClientExtensionFactory } from "../src/index.ts";

const { config: spec, create } = oauth2ClientExtensionFactory;
const url = "https://login.example.com/token";
const base = { client_id: "me", client_secret: "s:crät", token_url: url };
const request: OutgoingRequest = { transport: "http", isEncrypted: false, signal: new AbortController().signal };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Asked {
  readonly headers: HttpRequest["headers"];
  readonly fields: URLSearchParams;
}

/** A token server that answers with `answer`, the number of the request given. */
function setUp(
  raw: object,
  answer: (number: number, asked: Asked) => Answer,
  files: Readonly<Record<string, string>> = {},
) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  for (const [path, text] of Object.entries(files)) world.disk.put(path, utf8(text));
  const asked: Asked[] = [];
  world.network.route(url, ({ headers, body }) => {
    const one = { headers, fields: new URLSearchParams(Buffer.concat(body ?? []).toString()) };
    asked.push(one);
    return answer(asked.length, one);
  });
  const recorded = new Recorded();
  const extension = create(createSettings("x", runtime, { recorded }), decodeConfig(spec, { ...base, ...raw }, "x"));
  const client: ClientAuthenticator = createHost({ x: extension.provided! }).extension(clientAuthenticator, "x");
  const authorization = async (): Promise<string | undefined> =>
    world.until(
      client.authorize({ a: "b" }, request).then(
        (headers) => headers["authorization"],
        (error: unknown) => (isCollectorError(error) ? `${error.code} ${error.kind}` : String(error)),
      ),
    );
  return { world, runtime, asked, recorded, extension, client, authorization };
}

const token = (number: number, more: object = {}): Answer =>
  jsonAnswer({ access_token: `token-${number}`, token_type: "bearer", expires_in: 3_600, ...more });

describe("a token", () => {
  it("is asked for once, however many requests wait for it", async () => {
    const { client, world, asked } = setUp({}, (number) => token(number));
    const all = await world.until(Promise.all(Array.from({ length: 20 }, () => client.authorize({ a: "b" }, request))));
    expect(new Set(all.map((headers) => JSON.stringify(headers)))).toEqual(
      new Set([JSON.stringify({ a: "b", authorization: "Bearer token-1" })]),
    );
    expect(asked).toHaveLength(1);
  });

  it("is asked for with the client's credentials, scopes and parameters", async () => {
    const raw = { scopes: ["read", "write"], endpoint_params: { audience: ["api", "other"] } };
    const { authorization, asked } = setUp(raw, (number) => token(number));
    await authorization();
    expect([...asked[0]!.fields]).toEqual([
      ["grant_type", "client_credentials"],
      ["scope", "read write"],
      ["audience", "api"],
      ["audience", "other"],
    ]);
    const [, pair] = asked[0]!.headers["authorization"]!.split(" ");
    expect(Buffer.from(pair!, "base64").toString()).toBe("me:s%3Acr%C3%A4t");
  });

  it("is renewed before it ends", async () => {
    const { world, authorization, asked } = setUp({}, (number) => token(number));
    await authorization();
    await world.advance(3_299_000);
    expect(await authorization()).toBe("Bearer token-1");
    await world.advance(2_000);
    expect(await authorization()).toBe("Bearer token-2");
    expect(asked).toHaveLength(2);
  });

  it("that lives shorter than the buffer is used for half of its life", async () => {
    const { world, authorization } = setUp({}, (number) => token(number, { expires_in: 60 }));
    await authorization();
    await world.advance(29_000);
    expect(await authorization()).toBe("Bearer token-1");
    await world.advance(2_000);
    expect(await authorization()).toBe("Bearer token-2");
  });

  it("goes on to its end while a new one cannot be had, and no further", async () => {
    const { world, authorization, recorded } = setUp({}, (number) => (number === 1 ? token(1) : { status: 503 }));
    await authorization();
    await world.advance(3_590_000);
    expect(await authorization()).toBe("Bearer token-1");
    await world.advance(11_000);
    expect(await authorization()).toBe("OAUTH2_REFUSED retryable");
    expect(recorded.logs.every(({ level }) => level === "warn")).toBe(true);
  });

  it.each([
    ["of another type", { token_type: "MAC" }, "MAC token-1"],
    ["whose type is not told", { token_type: undefined }, "Bearer token-1"],
    ["whose life is not told", { expires_in: undefined }, "Bearer token-1"],
    ["whose life is a text", { expires_in: "3600" }, "Bearer token-1"],
  ])("%s", async (_name, more, expected) => {
    expect(await setUp({}, () => token(1, more)).authorization()).toBe(expected);
  });
});

describe("a server that", () => {
  it.each([
    [{ status: 500 }, "OAUTH2_REFUSED retryable"],
    [{ status: 429 }, "OAUTH2_REFUSED retryable"],
    [{ status: 401 }, "OAUTH2_REFUSED retryable"],
    [{ status: 403 }, "OAUTH2_REFUSED misconfigured"],
    [{ status: 404 }, "OAUTH2_REFUSED misconfigured"],
    [{ body: "{" }, "OAUTH2_ANSWER retryable"],
    [{ body: "[]" }, "OAUTH2_ANSWER retryable"],
    [jsonAnswer({ access_token: "a\r\nb: c" }), "OAUTH2_ANSWER retryable"],
    [jsonAnswer({ access_token: "" }), "OAUTH2_ANSWER retryable"],
    [{ lost: true }, "HTTP_FAILED retryable"],
  ])("answers %j is an error of the export", async (answer, expected) => {
    const found = await setUp({}, () => answer).authorization();
    expect(found!.split(" ")[1]).toBe(expected.split(" ")[1]);
    if (!("lost" in answer)) expect(found).toBe(expected);
  });

  it("takes credentials in the body alone is understood, and remembered", async () => {
    const { world, authorization, asked } = setUp({}, (number, { headers }) =>
      headers["authorization"] === undefined ? token(number) : { status: 401 },
    );
    expect(await authorization()).toBe("Bearer token-2");
    expect(Object.fromEntries(asked[1]!.fields)).toMatchObject({ client_id: "me", client_secret: "s:crät" });
    await world.advance(3_600_000);
    expect(await authorization()).toBe("Bearer token-3");
  });

  it("refuses once and is then not reached is asked with the header again", async () => {
    const answers: readonly Answer[] = [{ status: 401 }, { lost: true }];
    const { world, authorization, asked } = setUp({}, (number, { headers }) => {
      if (number <= answers.length) return answers[number - 1]!;
      return headers["authorization"] === undefined ? { status: 400 } : token(number);
    });
    expect(await authorization()).toMatch(/ retryable$/);
    await world.advance(2_000);
    expect(await authorization()).toBe("Bearer token-3");
    expect(asked).toHaveLength(3);
  });

  it.each([401, 403, 503])("answers %i keeps no exchange open", async (status) => {
    const { runtime, authorization } = setUp({}, () => ({ status, body: "no" }));
    expect(await authorization()).toMatch(/^OAUTH2_REFUSED /);
    expect(runtime.leaks()).toEqual(["http client"]);
  });

  it("fails is not asked again for a second, or for as long as it asks", async () => {
    const { world, authorization, asked } = setUp({}, () => ({ status: 503, headers: { "retry-after": "30" } }));
    for (let time = 0; time < 10; time++) await authorization();
    expect(asked).toHaveLength(1);
    await world.advance(29_000);
    await authorization();
    expect(asked).toHaveLength(1);
    await world.advance(2_000);
    await authorization();
    expect(asked).toHaveLength(2);
  });

  it("never answers holds nothing up for longer than the timeout, nor after shutdown", async () => {
    const { world, runtime, authorization, extension, client } = setUp({ timeout: "3s" }, () => ({ delayMs: 1e9 }));
    const started = world.now;
    expect(await authorization()).toMatch(/retryable$/);
    expect(world.now - started).toBe(3_000);
    await world.advance(2_000);
    const waiting = client.authorize({}, request).catch((error: unknown) => error);
    await world.advance(10);
    await world.until(extension.shutdown!(request.signal));
    expect(isCollectorError(await world.until(waiting, 0))).toBe(true);
    expect(runtime.leaks()).toEqual([]);
  });

  it("echoes the secret has it in no message and no line", async () => {
    const { authorization, recorded, client, world } = setUp({}, (_number, { fields }) => ({
      status: 400,
      body: `bad ${fields.get("client_secret")} s:crät`,
    }));
    await authorization();
    await world.advance(5_000);
    const error = await world.until(client.authorize({}, request).catch((thrown: unknown) => thrown));
    expect(JSON.stringify([recorded.logs, String(error), Object.entries(error as object)])).not.toContain("cr");
  });
});

describe("files", () => {
  it("are read anew for each token, and win", async () => {
    const { world, authorization, asked } = setUp(
      { client_secret_file: "/secret", client_id_file: "/id" },
      (number) => token(number),
      { "/secret": "one\n", "/id": "other" },
    );
    await authorization();
    world.disk.put("/secret", utf8("two"));
    await world.advance(3_600_000);
    await authorization();
    const pairs = asked.map(({ headers }) => Buffer.from(headers["authorization"]!.slice(6), "base64").toString());
    expect(pairs).toEqual(["other:one", "other:two"]);
  });

  it("that are not there, or empty, are told by their names", async () => {
    const { authorization, recorded } = setUp({ client_secret_file: "/none" }, () => token(1));
    expect(await authorization()).toBe("OAUTH2_CREDENTIALS misconfigured");
    expect(String((recorded.logs[0]!.data as { err: unknown }).err)).toContain("/none");
  });
});

describe("a JWT", () => {
  const jwt = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = (key: typeof rsa.privateKey): string => key.export({ type: "pkcs8", format: "pem" });

  it("says who the client is, signed with its key", async () => {
    const { world, authorization, asked } = setUp(
      {
        grant_type: jwt,
        client_certificate_key: pem(rsa.privateKey),
        client_certificate_key_id: "k1",
        claims: { tenant: "acme" },
        audience: "https://api.example.com",
      },
      (number) => token(number),
    );
    const at = Math.floor(world.now / 1_000);
    expect(await authorization()).toBe("Bearer token-1");
    const { headers, fields } = asked[0]!;
    expect([headers["authorization"], fields.get("grant_type")]).toEqual([undefined, jwt]);
    const [head, claims, signature] = fields.get("assertion")!.split(".");
    const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(decoded(head!)).toEqual({ alg: "RS256", typ: "JWT", kid: "k1" });
    expect(decoded(claims!)).toEqual({
      tenant: "acme",
      iss: "me",
      sub: "me",
      aud: "https://api.example.com",
      iat: at,
      exp: at + 600,
    });
    const check = createVerify("sha256").update(`${head}.${claims}`);
    expect(check.verify(rsa.publicKey, Buffer.from(signature!, "base64url"))).toBe(true);
  });

  it("may be signed with an elliptic curve", async () => {
    const { authorization, asked } = setUp(
      { grant_type: jwt, client_certificate_key: pem(ec.privateKey), signature_algorithm: "ES256" },
      (number) => token(number),
    );
    await authorization();
    const [head, claims, signature] = asked[0]!.fields.get("assertion")!.split(".");
    const key = { key: ec.publicKey, dsaEncoding: "ieee-p1363" } as const;
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify("sha256", signed, key, Buffer.from(signature!, "base64url"))).toBe(true);
  });

  it.each([
    ["RS256", pem(ec.privateKey)],
    ["ES256", pem(rsa.privateKey)],
    ["RS256", "no key"],
  ])("with a key that is not for %s is told without the key", async (signature_algorithm, key) => {
    const raw = { grant_type: jwt, client_certificate_key: key, signature_algorithm };
    const { authorization, recorded } = setUp(raw, () => token(1));
    expect(await authorization()).toBe("OAUTH2_CREDENTIALS misconfigured");
    expect(JSON.stringify(recorded.logs)).not.toContain(key.slice(30, 60) || "no key");
  });
});

it("over gRPC needs TLS", async () => {
  const { world, client } = setUp({}, () => token(1));
  await expect(client.authorize({}, { ...request, transport: "grpc" })).rejects.toMatchObject({
    code: "OAUTH2_CLEARTEXT",
  });
  const closed = await world.until(client.authorize({}, { ...request, transport: "grpc", isEncrypted: true }));
  expect(closed).toEqual({ authorization: "Bearer token-1" });
});

it.each([
  [{ client_id: undefined }, "client_id"],
  [{ client_secret: undefined }, "client_secret"],
  [{ token_url: undefined }, "token_url"],
  [{ grant_type: "password" }, "grant_type"],
  [{ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" }, "client_certificate_key"],
  [{ signature_algorithm: "HS256" }, "signature_algorithm"],
])("%j is refused: %s", (raw, problem) => {
  const given = Object.fromEntries(Object.entries({ ...base, ...raw }).filter(([, value]) => value !== undefined));
  expect(() => decodeConfig(spec, given, "x")).toThrow(problem);
});
