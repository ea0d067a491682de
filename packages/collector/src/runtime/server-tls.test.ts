import { once } from "node:events";
import { Agent, request } from "node:https";
import { connect as connectSocket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Listener, ListenOptions, TlsServerOptions } from "@genai-collector/component";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, grpcOk, listen, never, ok, openHttp2, openSocket, pem, portOf } from "../../test/server-scene.ts";

const tls: TlsServerOptions = { cert: pem("server"), key: pem("server-key") };
const mutual: TlsServerOptions = { ...tls, ca: [pem("ca")], requiresClientCertificate: true };
const trusting = { ca: pem("ca") };
const client = { ...trusting, cert: pem("client"), key: pem("client-key") };
const stranger = { ...trusting, cert: pem("other-client"), key: pem("other-client-key") };

/** The first line of an answer, or the error's code. */
function askHttp1(server: Listener, options: object): Promise<number | string> {
  const agent = new Agent({ ...options, keepAlive: false });
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port: portOf(server), agent }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode!));
    });
    asked.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)).end();
  });
}

/** A handshake alone. */
async function shake(server: Listener, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port: portOf(server), ...trusting, ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

const subjectOf = (socket: TLSSocket): unknown => socket.getPeerCertificate().subject.CN;

describe.each<[string, ListenOptions, (server: Listener, options: object) => Promise<unknown>]>([
  ["HTTP/1.1", {}, askHttp1],
  ["HTTP/2", { protocol: "http2" }, async (server, options) => (await ask(openHttp2(server, options))).status],
])("TLS with %s", (_protocol, options, askOver) => {
  const attempt = (server: Listener, given: object): Promise<unknown> => askOver(server, given).catch(() => "refused");
  const serve = (given: TlsServerOptions): Promise<Listener> =>
    listen(options.protocol === "http2" ? async () => grpcOk : ok, { ...options, tls: given });

  it("answers who trusts its authority, and nobody in the clear", async () => {
    const server = await serve(tls);
    expect(await attempt(server, trusting)).toBe(200);
    const plain = openSocket(server);
    plain.socket.write("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
    expect((await plain.closed).toString()).not.toContain("HTTP/1.1 200");
  });

  it("lets go at once of who leaves before the handshake", async () => {
    const { socket, closed } = openSocket(await serve(tls));
    await once(socket, "connect");
    // Such as a load balancer that only looks whether somebody listens.
    socket.end();
    expect(await closed).toHaveLength(0);
  });

  it("refuses clients without a certificate, or with one of an authority that it does not know", async () => {
    const server = await serve(mutual);
    expect(await attempt(server, client)).toBe(200);
    expect(await attempt(server, trusting)).not.toBe(200);
    expect(await attempt(server, stranger)).not.toBe(200);
    expect(await attempt(server, client)).toBe(200);
  });

  it("shows a renewed certificate from the next connection on; those that are there go on", async () => {
    const server = await serve(tls);
    const before = await shake(server, { ALPNProtocols: ["h2", "http/1.1"] });
    server.renewTls({ cert: pem("renewed-server"), key: pem("renewed-server-key") });
    const after = await shake(server, { ALPNProtocols: ["h2", "http/1.1"] });
    expect([subjectOf(before), subjectOf(after)]).toEqual(["server", "renewed-server"]);
    expect([before.destroyed, after.alpnProtocol]).toEqual([false, options.protocol === "http2" ? "h2" : "http/1.1"]);
  });

  it("keeps its certificate when a new one does not fit its key", async () => {
    const server = await serve(tls);
    expect(() => server.renewTls({ cert: pem("renewed-server"), key: pem("server-key") })).toThrow(/mismatch/);
    expect(subjectOf(await shake(server, { ALPNProtocols: ["h2", "http/1.1"] }))).toBe("server");
    expect(await attempt(server, trusting)).toBe(200);
  });

  it("checks clients against renewed authorities, without a way around it for sessions from before", async () => {
    const server = await serve(mutual);
    const known = await shake(server, { ...client, ALPNProtocols: ["h2", "http/1.1"] });
    const [session] = (await once(known, "session")) as [Buffer];
    server.renewTls({ ...mutual, ca: [pem("other-ca")] });
    expect(await attempt(server, client)).not.toBe(200);
    expect(await attempt(server, { ...client, session })).not.toBe(200);
    expect(await attempt(server, stranger)).toBe(200);
  });

  it("ends a handshake that takes too long, and closes at once when that is asked for", async () => {
    const server = await listen(ok, { ...options, tls, headersTimeoutMs: 60 });
    await openSocket(server).closed;
    const slow = openSocket(server);
    await once(slow.socket, "connect");
    await server.close(AbortSignal.abort());
    await slow.closed;
  });
});

describe("the choices of TLS", () => {
  it.each<[string, Partial<TlsServerOptions>, ConnectionOptions, string | undefined]>([
    ["1.3 at best", {}, {}, "TLSv1.3"],
    ["nothing below 1.2 by itself", {}, { maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }, undefined],
    ["1.2 at most where it is told so", { maxVersion: "1.2" }, {}, "TLSv1.2"],
    ["1.3 at least where it is told so", { minVersion: "1.3" }, { maxVersion: "TLSv1.2" }, undefined],
    [
      "1.0 where it is told so",
      { minVersion: "1.0", maxVersion: "1.0" },
      { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
      "TLSv1",
    ],
    ["1.3 also where suites of 1.2 are listed", { cipherSuites: ["ECDHE-ECDSA-AES128-GCM-SHA256"] }, {}, "TLSv1.3"],
    ["one curve", { curves: ["P-384"] }, { ecdhCurve: "X25519" }, undefined],
    ["the same curve", { curves: ["P-384", "X25519"] }, { ecdhCurve: "P-384" }, "TLSv1.3"],
  ])("are kept: %s", async (_what, server, options, protocol) => {
    const listening = await listen(ok, { tls: { ...tls, ...server } });
    const shaken = await shake(listening, { minVersion: "TLSv1", ...options }).then(
      (socket) => socket.getProtocol(),
      () => undefined,
    );
    expect(shaken).toBe(protocol);
  });

  it("are kept: the suite", async () => {
    const cipherSuites = ["ECDHE-ECDSA-AES256-GCM-SHA384"];
    const server = await listen(ok, { tls: { ...tls, maxVersion: "1.2", cipherSuites } });
    expect((await shake(server)).getCipher().name).toBe("ECDHE-ECDSA-AES256-GCM-SHA384");
  });

  it.each<[string, Partial<TlsServerOptions>]>([
    ["a key of another certificate", { key: pem("client-key") }],
    ["no certificate", { cert: "rubbish" }],
    ["an unknown suite", { cipherSuites: ["NO-SUCH-SUITE"], maxVersion: "1.2" }],
    ["an unknown curve", { curves: ["P-1"] }],
  ])("with %s are an error of the start, which leaves nothing behind", async (_what, wrong) => {
    for (const protocol of ["http1", "http2"] as const)
      await expect(listen(ok, { protocol, tls: { ...tls, ...wrong } })).rejects.toThrow();
  });

  it("are an error of nobody else where a client breaks off its handshake", async () => {
    const server = await listen(ok, { tls });
    for (let time = 0; time < 5; time++) {
      const socket = connectSocket(portOf(server), "127.0.0.1");
      await once(socket, "connect");
      socket.write(Buffer.from([22, 3, 1, 0, 200, 1, 2, 3]));
      socket.resetAndDestroy();
    }
    expect(await askHttp1(server, trusting)).toBe(200);
    await server.close(never);
  });
});
