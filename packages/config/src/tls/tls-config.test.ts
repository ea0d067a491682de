import { describe, expect, it } from "vitest";
import { map, section, type ConfigSpec } from "../schema/index.ts";
import { validateConfig } from "../schema/validate.ts";
import { usesTls } from "./client-tls.ts";
import { tlsClientConfig, tlsServerConfig } from "./tls-config.ts";

const server = { cert_file: "/c.pem", key_file: "/k.pem" };

function problemsOf(spec: ConfigSpec<unknown>, raw: unknown): string[] {
  const checked = validateConfig(spec, raw);
  return "problems" in checked ? checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`) : [];
}

function decoded<C>(spec: ConfigSpec<C>, raw: unknown): C {
  const checked = validateConfig(spec, raw);
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.config;
}

describe("the tls settings of a server", () => {
  it.each([
    ["neither certificate nor key", {}],
    ["no key", { cert_file: "/c.pem" }],
    ["no certificate", { key_pem: "k" }],
    ["an empty variable for one", { cert_file: "", key_file: "/k.pem" }],
  ])("with %s are refused", (_what, raw) => {
    expect(problemsOf(tlsServerConfig, raw)).toEqual([
      ": TLS configuration must include both certificate and key for server connections",
    ]);
  });

  it.each([
    [
      { cert_file: "a", cert_pem: "b", key_file: "k" },
      "cert_pem: provide either certificate file or PEM, but not both",
    ],
    [{ cert_file: "a", key_file: "k", key_pem: "k" }, "key_pem: provide either key file or PEM, but not both"],
    [{ ...server, ca_file: "a", ca_pem: "b" }, "ca_pem: provide either CA file or PEM, but not both"],
    [
      { ...server, min_version: "1.3", max_version: "1.2" },
      "min_version: min_version cannot be greater than max_version",
    ],
    [{ ...server, tpm: { enabled: true } }, "tpm::enabled: keys in a TPM are not supported"],
    [{ ...server, cipher_suites: ["TLS_NO"] }, 'cipher_suites::0: invalid TLS cipher suite: "TLS_NO"'],
    [
      { ...server, cipher_suites: ["TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"] },
      'cipher_suites::1: the TLS cipher suite "TLS_RSA_WITH_AES_128_CBC_SHA" is insecure: it needs include_insecure_cipher_suites: true',
    ],
    [
      { ...server, cipher_suites: ["TLS_RSA_WITH_RC4_128_SHA"], include_insecure_cipher_suites: true },
      'cipher_suites::0: the TLS cipher suite "TLS_RSA_WITH_RC4_128_SHA" is broken, and not built into this program',
    ],
    [{ ...server, client_ca_file_reload: true }, "client_ca_file_reload: needs client_ca_file"],
  ])("say what is wrong with %j", (raw, problem) => {
    expect(problemsOf(tlsServerConfig, raw)).toEqual([problem]);
  });

  it("take suites in the words of Go and of OpenSSL, weak ones when asked twice, and otelcol's TPM keys while off", () => {
    const raw = {
      ...server,
      cipher_suites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"],
      include_insecure_cipher_suites: true,
      curve_preferences: ["X25519", "P256"],
      tpm: { enabled: false, path: "/dev/tpmrm0", owner_auth: "", auth: "" },
    };
    expect(problemsOf(tlsServerConfig, raw)).toEqual([]);
  });

  it("are a section that is off until its key is there", () => {
    const spec = map({ tls: section(tlsServerConfig, { doc: "TLS." }) });
    expect(decoded(spec, {}).tls).toBeUndefined();
    expect(decoded(spec, { tls: { enabled: false } }).tls).toBeUndefined();
    expect(problemsOf(spec, { tls: null })).toEqual([
      "tls: TLS configuration must include both certificate and key for server connections",
    ]);
    expect(decoded(spec, { tls: server }).tls).toMatchObject({ min_version: "1.2", max_version: undefined });
  });

  it("never show a key", () => {
    expect(JSON.stringify(decoded(tlsServerConfig, { cert_file: "/c.pem", key_pem: "PRIVATE" }))).not.toContain(
      "PRIVATE",
    );
  });
});

describe("the tls settings of a client", () => {
  it("need nothing", () => {
    expect(problemsOf(tlsClientConfig, {})).toEqual([]);
  });

  it.each([{ cert_file: "/c.pem" }, { key_file: "/k.pem" }])("refuse %j alone", (raw) => {
    expect(problemsOf(tlsClientConfig, raw)).toEqual([
      ": for auth via TLS, provide both certificate and key, or neither",
    ]);
  });

  it.each([
    [{}, false, true],
    [{ insecure: true }, false, false],
    [{ insecure: true }, true, true],
    [{ insecure: true, ca_file: "/ca.pem" }, false, true],
    [{ insecure: true, ca_pem: "pem" }, false, true],
    [{ insecure: true, ca_pem: "" }, false, false],
  ])("%j with https %s: encrypted %s", (raw, isHttps, encrypted) => {
    expect(usesTls(decoded(tlsClientConfig, raw), isHttps)).toBe(encrypted);
  });
});
