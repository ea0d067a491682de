// Each key of the connection, as it reaches the runtime; transport tests of config/http-client prove what it does there.
import type { HttpClientOptions } from "@genai-collector/component";
import { validateConfig } from "@genai-collector/config/schema/validate";
import { generateLogs, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpHttpExporterFactory } from "../src/index.ts";
import { setScene } from "./scene.ts";

/** The options with which the exporter opens its client. */
async function openedWith(config: object): Promise<HttpClientOptions> {
  const runtime = new VirtualRuntime(new World());
  let opened: HttpClientOptions | undefined;
  const http: typeof runtime.http = {
    open: (options) => {
      opened = options;
      return runtime.http.open(options);
    },
  };
  const { clock, timers, random, servers, files, compress, process } = runtime;
  const settings = { runtime: { clock, timers, random, servers, files, compress, process, http } };
  await setScene([{ status: 200 }], config, { settings }).started;
  return opened!;
}

describe("a key of the connection", () => {
  it.each<[object, Partial<HttpClientOptions>]>([
    [
      {},
      {
        connections: undefined,
        maxIdleConnections: 100,
        maxIdleConnectionsPerOrigin: undefined,
        idleTimeoutMs: 90_000,
        allowsHttp2: true,
        pingAfterMs: undefined,
        pingTimeoutMs: 15_000,
        proxyUrl: undefined,
      },
    ],
    [{ max_idle_conns: 7 }, { maxIdleConnections: 7 }],
    [{ max_idle_conns: 0 }, { maxIdleConnections: undefined }],
    [{ max_idle_conns_per_host: 3 }, { maxIdleConnectionsPerOrigin: 3 }],
    [{ max_conns_per_host: 5 }, { connections: 5 }],
    [{ idle_conn_timeout: "5s" }, { idleTimeoutMs: 5_000 }],
    [{ idle_conn_timeout: "0s" }, { idleTimeoutMs: Infinity }],
    [{ disable_keep_alives: true }, { idleTimeoutMs: 0 }],
    [{ force_attempt_http2: false }, { allowsHttp2: false }],
    [
      { http2_read_idle_timeout: "20s", http2_ping_timeout: "4s" },
      { pingAfterMs: 20_000, pingTimeoutMs: 4_000 },
    ],
    [{ proxy_url: "http://user:pass@proxy.example:3128" }, { proxyUrl: "http://user:pass@proxy.example:3128" }],
    [{ proxy_url: "socks5://proxy.example" }, { proxyUrl: "socks5://proxy.example" }],
  ])("%j", async (config, expected) => {
    const { tls, allowAddress, ...options } = await openedWith(config);
    expect(options).toMatchObject(expected);
    expect([tls, allowAddress]).toEqual([expect.any(Function), expect.any(Function)]);
  });

  it.each<[object, object]>([
    [{}, { minVersion: "1.2", ca: undefined, serverName: undefined, skipsVerification: false }],
    [{ min_version: "1.3" }, { minVersion: "1.3" }],
    [{ max_version: "1.2" }, { maxVersion: "1.2" }],
    [{ server_name_override: "other.example" }, { serverName: "other.example" }],
    [{ insecure_skip_verify: true }, { skipsVerification: true }],
    [{ curve_preferences: ["X25519"] }, { curves: ["X25519"] }],
    [{ cipher_suites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] }, { cipherSuites: ["ECDHE-RSA-AES128-GCM-SHA256"] }],
  ])("tls: %j", async (tls, expected) => {
    expect((await openedWith({ tls })).tls!()).toMatchObject(expected);
  });

  it("read_buffer_size, write_buffer_size and profiles_endpoint are accepted, and change nothing", async () => {
    const scene = setScene([{ status: 200 }], {
      read_buffer_size: "64KiB",
      write_buffer_size: 0,
      profiles_endpoint: "http://h/p",
    });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
  });

  it("Host is the request's host, in place of the endpoint's", async () => {
    const scene = setScene([{ status: 200 }], { headers: [{ name: "Host", value: "tenant.example:8443" }] });
    await scene.outcome(generateLogs());
    expect(scene.requests[0]!.headers).toHaveProperty("host", "tenant.example:8443");
  });

  it("cookies: those of the sink come back where that is enabled, and nowhere else", async () => {
    for (const enabled of [true, false]) {
      const scene = setScene([{ status: 200, headers: { "set-cookie": "AWSALB=abc; Path=/" } }], {
        cookies: { enabled },
      });
      await scene.outcome(generateLogs());
      await scene.outcome(generateLogs());
      expect(scene.requests.map(({ headers }) => headers["cookie"])).toEqual([
        undefined,
        enabled ? "AWSALB=abc" : undefined,
      ]);
    }
  });
});

describe("problems", () => {
  const problemsOf = (raw: object): readonly string[] => {
    const checked = validateConfig(otlpHttpExporterFactory.config, { endpoint: "http://h", ...raw });
    return "problems" in checked ? checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`) : [];
  };
  const hopByHop = [
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Expect",
    "HTTP2-Settings",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
  ];

  it.each(hopByHop)("headers: %s belongs to the connection", (name) => {
    const expected = `headers::${name.toLowerCase()}: is set by the connection, not by configuration`;
    expect(problemsOf({ headers: { [name]: "x" } })).toEqual([expected]);
    expect(problemsOf({ headers: [{ name, value: "x" }] })).toEqual([expected]);
  });

  it.each([
    [{ "x-a": "b\r\nx-c: d" }, "headers::x-a"],
    [{ "x-a": "b\nc" }, "headers::x-a"],
    [{ "x-a\r\nx-b": "c" }, "headers"],
    [{ "x a": "c" }, "headers"],
    [[{ name: "x-a", value: "b\rc" }], "headers::0::value"],
    [{ Host: "a/b" }, "headers::host: must be a host"],
    [{ Host: "a, b" }, "headers::host: must be a host"],
  ])("headers: %j", (headers, problem) => {
    const problems = problemsOf({ headers });
    expect(problems.join("\n")).toContain(problem);
    expect(problems.join("\n")).not.toContain("x-c: d");
  });

  it.each<[object, string]>([
    [
      { compression: "snappy", compression_params: { level: 3 } },
      'compression_params::level: unsupported parameters {Level:3} for compression type "snappy"',
    ],
    [
      { compression: "none", compression_params: { level: 3 } },
      'compression_params::level: unsupported parameters {Level:3} for compression type "none"',
    ],
    [{ compression_params: { level: 10 } }, 'compression_params::level: must be from -2 to 9 for compression "gzip"'],
    [{ compression_params: { level: -3 } }, "compression_params::level: must be"],
    [
      { compression: "zstd", compression_params: { level: 23 } },
      'compression_params::level: must be from 1 to 22 for compression "zstd"',
    ],
    [{ compression: "zstd", compression_params: { level: -1 } }, "compression_params::level: must be from 1"],
    [{ compression: "br" }, "compression: must be"],
    [
      { middlewares: [{ id: "limiter/a" }] },
      "middlewares::0::id: cannot stand here: no extension acts on outgoing requests",
    ],
    [{ proxy_url: "proxy:SECRET" }, "proxy_url: must be the URL of a proxy"],
    [{ proxy_url: "" }, "proxy_url"],
    [{ endpoint: "http://h/otlp?x=1" }, "endpoint: must end with its path"],
    [{ endpoint: "http://h/#a" }, "endpoint: must end with its path"],
    [{ endpoint: "http://user:pass@h/" }, "endpoint: must not hold credentials"],
    [{ http2_ping_timeout: "0s" }, "http2_ping_timeout"],
    [{ max_conns_per_host: -1 }, "max_conns_per_host"],
    [{ auth: {} }, "auth::authenticator"],
    [{ tls: { cert_file: "a" } }, "tls: for auth via TLS, provide both certificate and key"],
    [{ sending_queue: { queue_size: 0 } }, "sending_queue::queue_size"],
  ])("%j: %s", (raw, problem) => {
    expect(problemsOf(raw).join("\n")).toContain(problem);
    expect(problemsOf(raw).join("\n")).not.toContain("SECRET");
  });

  it.each<object>([
    { compression: "zstd", compression_params: { level: 22 } },
    { compression: "zlib", compression_params: { level: -2 } },
    { compression: "lz4", compression_params: { level: 0 } },
    { headers: { Host: "a.example:80", "User-Agent": "x" } },
    { sending_queue: { enabled: false } },
    { middlewares: [] },
  ])("none in %j", (raw) => {
    expect(problemsOf(raw)).toEqual([]);
  });
});

describe("traits", () => {
  it("are durable where the queue is on disk", () => {
    const traitsOf = (raw: object): unknown => {
      const checked = validateConfig(otlpHttpExporterFactory.config, { endpoint: "http://h", ...raw });
      return "config" in checked ? otlpHttpExporterFactory.traits(checked.config) : checked.problems;
    };
    expect(traitsOf({})).toEqual({ acknowledges: "delivered", durable: false });
    expect(traitsOf({ sending_queue: { storage: "file_storage" } })).toEqual({
      acknowledges: "delivered",
      durable: true,
    });
  });
});
