// TLS over loopback, with the certificates of testdata/tls.
import type { HttpClientOptions, TlsClientOptions } from "@genai-collector/component";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { TLSSocket, TlsOptions } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { aMoment, listening, pem } from "../../test/loopback.ts";
import { undiciClientsWith } from "./transport.ts";

const ca = [pem("ca")];
const serverPair = { cert: pem("server"), key: pem("server-key") };
const clientPair = { cert: pem("client"), key: pem("client-key") };
const otherPair = { cert: pem("other-client"), key: pem("other-client-key") };

/** What a server saw of one request. */
interface Seen {
  readonly version: string | null;
  readonly cipher: string;
  readonly servername: string | false | null | undefined;
  readonly client: string | undefined;
  readonly httpVersion: string;
  readonly host: string | undefined;
}

function seen(request: Pick<IncomingMessage, "httpVersion" | "headers">, socket: TLSSocket): Seen {
  const { servername } = socket as { readonly servername?: string | false | null };
  return {
    version: socket.getProtocol(),
    cipher: socket.getCipher().name,
    servername,
    client: socket.getPeerCertificate().subject?.CN as string | undefined,
    httpVersion: request.httpVersion,
    host: request.headers.host,
  };
}

/** An https server that says what it sees. */
async function serve(options: TlsOptions = {}) {
  const server = createServer({ ...serverPair, ...options }, (request, response) => {
    response.end(JSON.stringify(seen(request, request.socket as TLSSocket)));
  });
  const { port } = await listening(server);
  return { port };
}

function open(tls: TlsClientOptions | (() => TlsClientOptions) | undefined, more: HttpClientOptions = {}) {
  const client = undiciClientsWith().open({
    ...more,
    ...(tls === undefined ? {} : { tls: typeof tls === "function" ? tls : () => tls }),
  });
  onTestFinished(() => client.close());
  return async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> => {
    const response = await client.request({ method: "GET", url, headers, signal: AbortSignal.timeout(5_000) });
    return JSON.parse(new TextDecoder().decode(await response.body.read(10_000))) as Seen;
  };
}

describe("who the server is", () => {
  it("is told by an authority that is trusted", async () => {
    const { port } = await serve();
    expect(await open({ ca })(`https://localhost:${port}/`)).toMatchObject({
      version: "TLSv1.3",
      servername: "localhost",
    });
    expect(await open({ ca })(`https://127.0.0.1:${port}/`)).toMatchObject({ servername: false });
  });

  it.each([
    ["the system's authorities, which do not know it", undefined],
    ["another authority", { ca: [pem("other-ca")] }],
  ])("is not told by %s", async (_what, tls) => {
    const { port } = await serve();
    await expect(open(tls)(`https://localhost:${port}/`)).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/) as string,
    });
  });

  it("is told by its own certificate where that is what is trusted, as in otelcol", async () => {
    const { port } = await serve();
    expect(await open({ ca: [serverPair.cert] })(`https://localhost:${port}/`)).toHaveProperty("version", "TLSv1.3");
  });

  it("does not matter to who skips verification", async () => {
    const { port } = await serve();
    expect(await open({ skipsVerification: true })(`https://localhost:${port}/`)).toHaveProperty("version");
  });

  it.each([
    ["collector.test", "collector.test"],
    ["127.0.0.1", false],
  ])("is asked for and checked as server_name_override says: %s", async (serverName, servername) => {
    const { port } = await serve();
    expect(await open({ ca, serverName })(`https://localhost:${port}/`)).toMatchObject({ servername });
  });

  it.each(["elsewhere.test", "10.1.2.3"])("is refused where its certificate is not for %s", async (serverName) => {
    const { port } = await serve();
    await expect(open({ ca, serverName })(`https://localhost:${port}/`)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  it("is the host of the URL, whatever the header Host says", async () => {
    const { port } = await serve();
    const answer = await open({ ca })(`https://localhost:${port}/`, { host: "tenant.test" });
    expect(answer).toMatchObject({ servername: "localhost", host: "tenant.test" });
  });
});

describe("who the client is", () => {
  const mutual: TlsOptions = { ca, requestCert: true, rejectUnauthorized: true };

  it("is told with its certificate, where the server asks for one", async () => {
    const { port } = await serve(mutual);
    expect(await open({ ca, ...clientPair })(`https://localhost:${port}/`)).toMatchObject({ client: "client" });
  });

  it.each([
    ["none", {}],
    ["one of another authority", otherPair],
  ])("is refused by the server with %s", async (_what, pair) => {
    const { port } = await serve(mutual);
    await expect(open({ ca, ...pair })(`https://localhost:${port}/`)).rejects.toThrow();
  });

  it("changes from the next connection on: the certificate is asked for at every dial", async () => {
    const { port } = await serve({ ...mutual, ca: [...ca, pem("other-ca")] });
    let current: TlsClientOptions = { ca, ...clientPair };
    let asked = 0;
    const request = open(() => (asked++, current), { idleTimeoutMs: 0 });
    expect(await request(`https://localhost:${port}/`)).toMatchObject({ client: "client" });
    current = { ca, ...otherPair };
    expect(await request(`https://localhost:${port}/`)).toMatchObject({ client: "other-client" });
    expect(asked).toBe(2);
  });

  it("a connection that is there keeps its certificate, and is not dialled again", async () => {
    const { port } = await serve({ ...mutual, ca: [...ca, pem("other-ca")] });
    let current: TlsClientOptions = { ca, ...clientPair };
    const request = open(() => current);
    await request(`https://localhost:${port}/`);
    current = { ca, ...otherPair };
    await aMoment(); // a connection is taken for idle a turn of the event loop after its answer
    expect(await request(`https://localhost:${port}/`)).toMatchObject({ client: "client" });
  });

  it("a certificate that cannot be had is an error of the request", async () => {
    const { port } = await serve();
    const request = open(() => {
      throw new Error("no certificate now");
    });
    await expect(request(`https://localhost:${port}/`)).rejects.toThrow("no certificate now");
  });

  it("so is one that is none", async () => {
    const { port } = await serve();
    await expect(open({ ca, cert: "none", key: "none" })(`https://localhost:${port}/`)).rejects.toThrow();
  });
});

describe("how it is encrypted", () => {
  it.each<[TlsClientOptions, TlsOptions, Partial<Seen>]>([
    [{ maxVersion: "1.2" }, {}, { version: "TLSv1.2" }],
    [
      { maxVersion: "1.2", cipherSuites: ["ECDHE-ECDSA-AES256-GCM-SHA384"] },
      {},
      { cipher: "ECDHE-ECDSA-AES256-GCM-SHA384" },
    ],
    [{ cipherSuites: ["ECDHE-ECDSA-AES256-GCM-SHA384"] }, {}, { version: "TLSv1.3" }],
    [{ cipherSuites: ["TLS_AES_128_GCM_SHA256"] }, {}, { cipher: "TLS_AES_128_GCM_SHA256" }],
    [{ curves: ["P-384"] }, { ecdhCurve: "P-384" }, { version: "TLSv1.3" }],
    [
      { minVersion: "1.0" },
      { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" },
      { version: "TLSv1.1" },
    ],
  ])("%j", async (tls, server, expected) => {
    const { port } = await serve(server);
    expect(await open({ ca, ...tls })(`https://localhost:${port}/`)).toMatchObject(expected);
  });

  it.each<[TlsClientOptions, TlsOptions]>([
    [{}, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" }],
    [{ minVersion: "1.3" }, { maxVersion: "TLSv1.2" }],
    [{ curves: ["P-521"] }, { ecdhCurve: "P-256" }],
    [
      { maxVersion: "1.2", cipherSuites: ["ECDHE-ECDSA-AES256-GCM-SHA384"] },
      { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
    ],
  ])("%j does not meet a server of %j", async (tls, server) => {
    const { port } = await serve(server);
    await expect(open({ ca, ...tls })(`https://localhost:${port}/`)).rejects.toThrow();
  });

  it("plain HTTP to a port of TLS is an error, not an answer", async () => {
    const { port } = await serve();
    await expect(open({ ca })(`http://localhost:${port}/`)).rejects.toThrow();
  });

  it("TLS to a port of plain HTTP is one too", async () => {
    const { port } = await listening(createHttpServer((_request, response) => response.end("{}")));
    await expect(open({ ca })(`https://localhost:${port}/`)).rejects.toThrow();
  });
});
