import { readFileSync } from "node:fs";
import type { TlsServerOptions } from "@genai-collector/component";
import { createSettings, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { validateConfig } from "../schema/validate.ts";
import { openClientTls } from "./client-tls.ts";
import { openServerTls } from "./server-tls.ts";
import { tlsClientConfig, tlsServerConfig, type TlsClientConfig, type TlsServerConfig } from "./tls-config.ts";

const pem = (name: string): string => readFileSync(new URL(`../../testdata/tls/${name}.pem`, import.meta.url), "utf8");

class Scene {
  readonly world = new World();
  readonly runtime: VirtualRuntime;
  readonly recorded = new Recorded();
  readonly settings;

  constructor() {
    this.runtime = new VirtualRuntime(this.world, { tracing: true });
    this.settings = createSettings("otlp", this.runtime, { recorded: this.recorded });
    for (const name of ["ca", "other-ca", "server", "server-key", "client", "client-key", "encrypted-key"])
      this.put(`/tls/${name}.pem`, pem(name));
  }

  put(path: string, text: string): void {
    this.world.disk.put(path, new TextEncoder().encode(text));
  }

  server(raw: object = {}) {
    const config = decode<TlsServerConfig>(tlsServerConfig, {
      cert_file: "/tls/server.pem",
      key_file: "/tls/server-key.pem",
      ...raw,
    });
    return this.world.until(openServerTls(this.settings, config, "protocols::grpc::tls"));
  }

  client(raw: object) {
    return this.world.until(openClientTls(this.settings, decode<TlsClientConfig>(tlsClientConfig, raw)));
  }

  get logged(): string[] {
    return this.recorded.logs.map(({ level, message }) => `${level}: ${message}`);
  }
}

function decode<C>(spec: Parameters<typeof validateConfig>[0], raw: object): C {
  const checked = validateConfig(spec, raw);
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.config as C;
}

describe("a server's certificates", () => {
  it("are read from files or texts, with names as OpenSSL has them", async () => {
    const tls = await new Scene().server({
      cert_file: "",
      cert_pem: pem("server"),
      cipher_suites: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
      curve_preferences: ["P256", "X25519"],
      max_version: "1.3",
    });
    expect(tls.options).toEqual({
      cert: pem("server"),
      key: pem("server-key"),
      minVersion: "1.2",
      maxVersion: "1.3",
      cipherSuites: ["ECDHE-ECDSA-AES128-GCM-SHA256"],
      curves: ["P-256", "X25519"],
      ca: undefined,
      requiresClientCertificate: false,
    });
  });

  it("demand certificates of clients where their authorities are named, each by itself", async () => {
    const scene = new Scene();
    scene.put("/tls/both.pem", `comment\n${pem("ca")}\n${pem("other-ca")}`);
    const { options } = await scene.server({ client_ca_file: "/tls/both.pem" });
    expect(options.requiresClientCertificate).toBe(true);
    expect(options.ca).toEqual([pem("ca"), pem("other-ca")]);
  });

  it.each([
    [{ cert_file: "/no.pem" }, "CONFIG_FILE_UNREADABLE", "cert_file: cannot read /no.pem: it is not there"],
    [
      { cert_file: "/tls/server-key.pem" },
      "TLS_BAD_CERTIFICATE",
      "cert_file: /tls/server-key.pem: holds no certificate in PEM form",
    ],
    [
      { key_file: "/tls/server.pem" },
      "TLS_BAD_CERTIFICATE",
      "key_file: /tls/server.pem: holds no private key in PEM form",
    ],
    [
      { key_file: "/tls/client-key.pem" },
      "TLS_BAD_CERTIFICATE",
      "key_file: /tls/client-key.pem: the private key is not that of the certificate",
    ],
    [
      { key_file: "/tls/encrypted-key.pem" },
      "TLS_BAD_CERTIFICATE",
      "key_file: /tls/encrypted-key.pem: the private key is encrypted, which is not supported",
    ],
    [{ key_file: "", key_pem: "PRIVATE" }, "TLS_BAD_CERTIFICATE", "key_pem: holds no private key in PEM form"],
    [
      { client_ca_file: "/tls/server-key.pem" },
      "TLS_BAD_CERTIFICATE",
      "client_ca_file: /tls/server-key.pem: holds no certificate in PEM form",
    ],
    [{ ca_file: "/no.pem" }, "CONFIG_FILE_UNREADABLE", "ca_file: cannot read /no.pem: it is not there"],
  ])("that are not well (%j) are a start error that says where and what", async (raw, code, message) => {
    await expect(new Scene().server(raw)).rejects.toMatchObject({
      code,
      kind: "misconfigured",
      message: `protocols::grpc::tls::${message}`,
    });
  });

  it("that are cut short say which of a chain", async () => {
    const scene = new Scene();
    scene.put("/tls/chain.pem", `${pem("server")}${pem("ca").replace("MII", "NII")}`);
    await expect(scene.server({ cert_file: "/tls/chain.pem" })).rejects.toThrow(
      "/tls/chain.pem: the certificate at position 2 cannot be read",
    );
  });

  it("that have expired are warned of", async () => {
    const scene = new Scene();
    scene.runtime.skewMs = Date.parse("2200-01-01");
    await scene.server();
    expect(scene.logged).toEqual(["warn: A certificate has expired"]);
  });

  it("are handed to the listener when they were renewed, and stay when they were not or are bad", async () => {
    const scene = new Scene();
    const tls = await scene.server({ reload_interval: "1h" });
    const renewed: TlsServerOptions[] = [];
    tls.keepFresh({ renewTls: (options) => void renewed.push(options) });
    await scene.world.advance(3_600_000);
    expect(renewed).toEqual([]);

    scene.put("/tls/server.pem", pem("renewed-server"));
    await scene.world.advance(2 * 3_600_000);
    expect(renewed).toEqual([]);
    expect(scene.recorded.status("otlp", "protocols::grpc::tls")).toMatchObject({
      state: "recoverable_error",
      error: { message: expect.stringContaining("the private key is not that of the certificate") },
    });

    scene.put("/tls/server-key.pem", pem("renewed-server-key"));
    await scene.world.advance(3_600_000);
    expect(renewed.map(({ cert }) => cert)).toEqual([pem("renewed-server")]);
    expect(tls.options.key).toBe(pem("renewed-server-key"));
    expect(scene.recorded.status("otlp", "protocols::grpc::tls")?.state).toBe("ok");
    expect(scene.logged).toEqual([
      "warn: Cannot renew certificates: those read before stay",
      "info: Read certificates again that have changed",
      "info: Certificates can be read again",
    ]);
    tls.close();
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("that the listener refuses are offered again", async () => {
    const scene = new Scene();
    const tls = await scene.server({ reload_interval: "1h" });
    let refusals = 0;
    const renewTls = (): void => {
      if (refusals++ === 0) throw new Error("no");
    };
    tls.keepFresh({ renewTls });
    scene.put("/tls/server.pem", pem("renewed-server"));
    scene.put("/tls/server-key.pem", pem("renewed-server-key"));
    await scene.world.advance(3_600_000);
    expect(tls.options.cert).toBe(pem("server"));
    await scene.world.advance(3_600_000);
    expect(tls.options.cert).toBe(pem("renewed-server"));
  });

  it("of clients' authorities count soon after they changed, where that is asked for", async () => {
    for (const asked of [true, false]) {
      const scene = new Scene();
      const tls = await scene.server({ client_ca_file: "/tls/ca.pem", client_ca_file_reload: asked });
      const renewed: TlsServerOptions[] = [];
      tls.keepFresh({ renewTls: (options) => void renewed.push(options) });
      scene.put("/tls/ca.pem", "rubbish");
      await scene.world.advance(10_000);
      scene.put("/tls/ca.pem", pem("other-ca"));
      await scene.world.advance(10_000);
      expect(renewed.map(({ ca }) => ca)).toEqual(asked ? [[pem("other-ca")]] : []);
      tls.close();
    }
  });
});

describe("a client's certificates", () => {
  it("may be absent", async () => {
    const { current } = await new Scene().client({
      server_name_override: "collector.test",
      insecure_skip_verify: true,
    });
    expect(current()).toMatchObject({ serverName: "collector.test", skipsVerification: true, ca: undefined });
  });

  it("may trust the system's authorities beside their own", async () => {
    const scene = new Scene();
    scene.put("/etc/ssl/cert.pem", pem("other-ca"));
    const { current } = await scene.client({ ca_file: "/tls/ca.pem", include_system_ca_certs_pool: true });
    expect(current().ca).toEqual([pem("ca"), pem("other-ca")]);
  });

  it("say so where the system's authorities are not found", async () => {
    const opening = new Scene().client({ ca_file: "/tls/ca.pem", include_system_ca_certs_pool: true });
    await expect(opening).rejects.toThrow(
      /^tls::include_system_ca_certs_pool: this system's authorities were found at none of \/etc/,
    );
  });

  it("are read again in the background; the same object stands until they change", async () => {
    const scene = new Scene();
    const raw = { cert_file: "/tls/client.pem", key_file: "/tls/client-key.pem", reload_interval: "10s" };
    const tls = await scene.client(raw);
    const first = tls.current();
    await scene.world.advance(60_000);
    expect(tls.current()).toBe(first);
    scene.put("/tls/client.pem", pem("server"));
    scene.put("/tls/client-key.pem", pem("server-key"));
    await scene.world.advance(10_000);
    expect(tls.current().cert).toBe(pem("server"));
    scene.world.disk.remove("/tls/client.pem");
    await scene.world.advance(60_000);
    expect(tls.current().cert).toBe(pem("server"));
    expect(scene.recorded.status("otlp", "tls")?.state).toBe("recoverable_error");
    tls.close();
    expect(scene.runtime.leaks()).toEqual([]);
  });
});
