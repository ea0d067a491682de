import { createSecureContext, type SecureContextOptions, type Server, type TlsOptions } from "node:tls";
import { DEFAULT_CIPHERS } from "node:tls";
import type { TlsServerOptions } from "@genai-collector/component";

/** The suites of TLS 1.3: as in Go, nobody chooses among them by listing those of 1.2. */
const tls13Suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/** What Node.js is to be told. Throws where certificate and key do not fit, or a suite, curve or version is unknown. */
export function secureOptions(tls: TlsServerOptions): TlsOptions {
  const options: TlsOptions = {
    ...contextOptions(tls),
    requestCert: tls.requiresClientCertificate === true,
    rejectUnauthorized: tls.requiresClientCertificate === true,
  };
  createSecureContext(options);
  return options;
}

/** For connections from now on. Throws, and then changes nothing, where `secureOptions` does. */
export function renewTls(server: Server, tls: TlsServerOptions): void {
  const { requestCert: _request, rejectUnauthorized: _reject, ...context } = secureOptions(tls);
  server.setSecureContext(context);
}

function contextOptions(tls: TlsServerOptions): SecureContextOptions {
  const ciphers = ciphersOf(tls);
  return {
    cert: tls.cert,
    key: tls.key,
    minVersion: `TLSv${versionOf(tls.minVersion ?? "1.2")}`,
    maxVersion: `TLSv${versionOf(tls.maxVersion ?? "1.3")}`,
    ...(tls.ca === undefined ? {} : { ca: [...tls.ca] }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(tls.curves === undefined || tls.curves.length === 0 ? {} : { ecdhCurve: tls.curves.join(":") }),
  };
}

function versionOf(version: "1.0" | "1.1" | "1.2" | "1.3"): "1" | "1.1" | "1.2" | "1.3" {
  return version === "1.0" ? "1" : version;
}

/** Undefined: what Node.js takes by itself. */
function ciphersOf(tls: TlsServerOptions): string | undefined {
  const isOld = tls.minVersion === "1.0" || tls.minVersion === "1.1";
  const listed = tls.cipherSuites ?? [];
  if (listed.length === 0 && !isOld) return undefined;
  const all = listed.length === 0 ? [DEFAULT_CIPHERS] : [...listed];
  if (!all.some((name) => name.includes("TLS_"))) all.push(tls13Suites);
  // OpenSSL 3 signs nothing for TLS 1.0 and 1.1 above this level: whoever asks for them has to have it.
  if (isOld) all.push("@SECLEVEL=0");
  return all.join(":");
}
