import { authRefusedCode, CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { Scene } from "./scene.ts";

// Who is let in, in both versions: `Host`, credentials, TLS, sockets.

const first = (config: object, options = {}): Promise<Scene> => Scene.opened(config, options);
const second = (http: object, options = {}): Promise<Scene> =>
  Scene.opened({ http }, { type: "healthcheckv2", ...options });

describe.each([
  ["health_check", first],
  ["healthcheckv2", second],
])("%s", (_type, open) => {
  it("answers to no Host of somebody else's: a page reads nothing through a name that leads here", async () => {
    const scene = await open({ allow_hosts: ["probe.example"] });
    for (const path of ["/", "/status", "/other"])
      expect(await scene.ask(path, { headers: { host: "rebinding.example" } })).toMatchObject({
        status: 403,
        text: '{"error":"unknown host"}',
      });
    expect((await scene.ask("/status", { headers: { host: "probe.example:80" } })).status).toBe(503);
  });

  it("sends response_headers with every answer", async () => {
    const scene = await open({ response_headers: { "X-Owner": "team-a" } });
    for (const path of ["/status", "/other"]) expect((await scene.ask(path)).headers["x-owner"]).toBe("team-a");
  });

  describe("with an authenticator", () => {
    const auth = { authenticator: "auth" };
    const openWith = (error?: unknown): Promise<Scene> =>
      open(
        { auth },
        {
          authenticate: async ({ headers }: { headers: Readonly<Record<string, string>> }) => {
            if (headers["authorization"] === "Bearer right") return new Map();
            throw error ?? new CollectorError(authRefusedCode, "wrong token", { kind: "misconfigured" });
          },
        },
      );

    it("lets in who has the right credentials, and tells others nothing of what is there", async () => {
      const scene = await openWith();
      const right = { headers: { authorization: "Bearer right" } };
      expect((await scene.ask("/status", right)).status).toBe(503);
      expect((await scene.ask("/other", right)).status).toBe(404);
      for (const path of ["/status", "/other"])
        expect(await scene.ask(path)).toMatchObject({ status: 401, text: '{"error":"wrong token"}' });
      expect((await scene.ask("/status", { method: "POST" })).status).toBe(401);
    });

    it.each([
      [new CollectorError("BASICAUTH_BUSY", "too many at once", { kind: "refused" }), 503, "too many at once"],
      [new TypeError("secret inside"), 500, "internal error"],
    ])("that fails with %s answers %i, and its bugs stay its own", async (error, status, message) => {
      const scene = await openWith(error);
      expect(await scene.ask("/status")).toMatchObject({ status, text: JSON.stringify({ error: message }) });
      expect(scene.recorded.logs.filter(({ level }) => level === "error")).toHaveLength(status === 500 ? 1 : 0);
    });

    it("that is not there does not start, and leaves nothing behind", async () => {
      const scene = await open({});
      await scene.stop();
      const before = scene.runtime.leaks();
      const lone = scene.beside({ auth });
      await expect(lone.start()).rejects.toThrow(/auth/);
      expect(scene.runtime.leaks()).toEqual([...before, "http client"]);
    });
  });

  it("listens on a unix socket", async () => {
    const scene = await open({ endpoint: "/run/health.sock", transport: "unix" });
    const asked = scene.ask("/status", { headers: { host: "localhost" } }, "http+unix://%2Frun%2Fhealth.sock");
    expect((await asked).status).toBe(503);
  });

  it("whose certificate is not there says so, at its place", async () => {
    const tls = { cert_file: "/no/cert.pem", key_file: "/no/key.pem" };
    await expect(open({ tls })).rejects.toThrow(/tls::cert_file/);
  });
});

describe("both protocols", () => {
  it("a port that is taken by one leaves the other closed", async () => {
    const scene = await Scene.second();
    const before = scene.runtime.leaks();
    const other = scene.beside({ http: { endpoint: "localhost:9000" }, grpc: {} }, { type: "healthcheckv2" });
    await expect(other.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(scene.runtime.leaks()).toEqual([...before, "http client"]);
  });

  it("are closed by the shutdown, twice without harm, and before the start", async () => {
    const scene = await Scene.second();
    await scene.stop();
    await scene.stop();
    expect(scene.runtime.leaks()).toEqual(["http client"]);
    const other = scene.beside({ http: {} }, { type: "healthcheckv2" });
    await other.stop();
  });
});
