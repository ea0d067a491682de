import type { TlsOptions } from "@genai-collector/component";
import { cipherSuite } from "./cipher-suites.ts";
import { checkKey, parseCertificates, readPem, type PemSource } from "./pem-file.ts";
import { systemAuthorities } from "./system-authorities.ts";
import { hasAuthorities, hasCertificate, isText, type TlsClientConfig, type TlsServerConfig } from "./tls-config.ts";
import type { TlsSettings } from "./tls-settings.ts";

type TlsConfig = TlsServerConfig | TlsClientConfig;

/** A certificate with its chain, and its key. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** OpenSSL's names of the curves that it calls otherwise than Go. */
const curveNames: Readonly<Record<string, string>> = { P256: "P-256", P384: "P-384", P521: "P-521" };

/** What follows from the configuration alone. */
export function staticOptions(
  config: TlsConfig,
): Pick<TlsOptions, "minVersion" | "maxVersion" | "cipherSuites" | "curves"> {
  const suites = config.cipher_suites.flatMap((name) => {
    const suite = cipherSuite(name, config.include_insecure_cipher_suites);
    return "name" in suite ? [suite.name] : [];
  });
  return {
    minVersion: config.min_version,
    maxVersion: config.max_version,
    cipherSuites: suites.length === 0 ? undefined : suites,
    curves:
      config.curve_preferences.length === 0
        ? undefined
        : config.curve_preferences.map((name) => curveNames[name] ?? name),
  };
}

/** Reads the certificate and its key, where they are configured. Rejects where one cannot be read or does not fit. */
export async function readKeyPair(
  settings: TlsSettings,
  config: TlsConfig,
  place: string,
): Promise<KeyPair | undefined> {
  if (!hasCertificate(config)) return undefined;
  const certSource = sourceOf(place, "cert", config.cert_file, config.cert_pem);
  const keySource = sourceOf(place, "key", config.key_file, config.key_pem);
  const { files, clock } = settings.runtime;
  const [cert, key] = await Promise.all([readPem(certSource, files), readPem(keySource, files)]);
  const [leaf] = parseCertificates(certSource, cert);
  checkKey(keySource, key, leaf!);
  if (Date.parse(leaf!.validTo) < clock.now())
    settings.logger.warn(
      { key: certSource.key, file: certSource.file, expired: leaf!.validTo },
      "A certificate has expired",
    );
  return { cert, key };
}

/** Reads the authorities that are configured; undefined: the system's alone. */
export async function readAuthorities(
  settings: TlsSettings,
  config: TlsConfig,
  place: string,
): Promise<readonly string[] | undefined> {
  if (!hasAuthorities(config)) return undefined;
  const { files } = settings.runtime;
  const own = await readBundle(settings, sourceOf(place, "ca", config.ca_file, config.ca_pem));
  if (!config.include_system_ca_certs_pool) return own;
  return [...own, ...(await systemAuthorities(`${place}::include_system_ca_certs_pool`, files))];
}

/** The certificates of one text, each by itself. */
export async function readBundle(settings: TlsSettings, source: PemSource): Promise<readonly string[]> {
  const text = await readPem(source, settings.runtime.files);
  return parseCertificates(source, text).map((certificate) => certificate.toString());
}

function sourceOf(place: string, name: string, file: string, pem: TlsConfig["ca_pem"]): PemSource {
  return { key: `${place}::${name}_${isText(pem) ? "pem" : "file"}`, file, pem };
}
