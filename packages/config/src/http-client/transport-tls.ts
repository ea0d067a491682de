import type { TlsClientOptions, TlsVersion } from "@genai-collector/component";
import { isIP } from "node:net";
import {
  checkServerIdentity,
  createSecureContext,
  DEFAULT_CIPHERS,
  getCACertificates,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
} from "node:tls";

/** The suites of TLS 1.3: as in Go, nobody chooses among them by listing those of 1.2. */
const tls13Suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/** The system's authorities, and TLS 1.2 or newer. */
const defaults: TlsClientOptions = {};

/** How a connection is encrypted and its other side checked. */
export interface Encryption {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: typeof checkServerIdentity;
}

/** What a connection is made with. Throws where certificate, key or authorities cannot be read. */
export function encryptionOf(options: TlsClientOptions = defaults): Encryption {
  const { serverName = "" } = options;
  return {
    secureContext: createSecureContext(contextOptions(options)),
    rejectUnauthorized: options.skipsVerification !== true,
    // An address is not sent as a name; the certificate is to be for it all the same.
    ...(isIP(serverName) === 0
      ? {}
      : { checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate) }),
  };
}

function contextOptions(options: TlsClientOptions): SecureContextOptions {
  const { ca, cert, key, minVersion = "1.2", maxVersion, curves } = options;
  const ciphers = ciphersOf(options);
  return {
    minVersion: versionName(minVersion),
    ...(maxVersion === undefined ? {} : { maxVersion: versionName(maxVersion) }),
    ca: [...(ca ?? systemAuthorities())],
    // As in otelcol, any certificate that was given is trusted, also one that another authority has signed.
    allowPartialTrustChain: ca !== undefined,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(curves === undefined || curves.length === 0 ? {} : { ecdhCurve: curves.join(":") }),
  };
}

let authorities: readonly string[] | undefined;

/** Those of the operating system, and those that Node.js brings along, for systems that have none. Read once. */
function systemAuthorities(): readonly string[] {
  return (authorities ??= [...new Set([...getCACertificates("default"), ...getCACertificates("system")])]);
}

/** Undefined: what Node.js takes by itself. */
function ciphersOf({ cipherSuites = [], minVersion }: TlsClientOptions): string | undefined {
  const isOld = minVersion === "1.0" || minVersion === "1.1";
  if (cipherSuites.length === 0 && !isOld) return undefined;
  const all = cipherSuites.length === 0 ? [DEFAULT_CIPHERS] : [...cipherSuites];
  if (!all.some((name) => name.includes("TLS_"))) all.push(tls13Suites);
  // OpenSSL 3 verifies nothing for TLS 1.0 and 1.1 above this level: whoever asks for them has to have it.
  if (isOld) all.push("@SECLEVEL=0");
  return all.join(":");
}

function versionName(version: TlsVersion): SecureVersion {
  return version === "1.0" ? "TLSv1" : `TLSv${version}`;
}
