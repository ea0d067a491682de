import { createPrivateKey, X509Certificate } from "node:crypto";
import { CollectorError, type Files } from "@genai-collector/component";
import type { Secret } from "../schema/index.ts";
import { readTextFile } from "../text-file.ts";

/** Far more than chains and bundles have; something else was named by mistake. */
const largestBytes = 4_194_304;

/** A PEM text as it is configured: `key` is where, for who reads an error. */
export interface PemSource {
  readonly key: string;
  readonly file: string;
  readonly pem: Secret | undefined;
}

/** The text itself. Rejects with `CONFIG_FILE_UNREADABLE` (misconfigured). */
export async function readPem({ key, file, pem }: PemSource, files: Files): Promise<string> {
  if (file === "") return pem?.reveal() ?? "";
  return readTextFile(files, file, largestBytes, key);
}

/** What a text held is not what it should be. Certificates are public; of keys nothing is quoted. */
function badPem({ key, file }: Pick<PemSource, "key" | "file">, why: string): CollectorError {
  const place = file === "" ? key : `${key}: ${file}`;
  return new CollectorError("TLS_BAD_CERTIFICATE", `${place}: ${why}`, { kind: "misconfigured" });
}

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Each certificate of a text by itself. Throws `TLS_BAD_CERTIFICATE` where there is none, or one that cannot be read. */
export function parseCertificates(source: PemSource, text: string): readonly X509Certificate[] {
  const blocks = text.match(certificatePattern);
  if (blocks === null) throw badPem(source, "holds no certificate in PEM form");
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw badPem(source, `the certificate at position ${index + 1} cannot be read`);
    }
  });
}

/** Throws `TLS_BAD_CERTIFICATE` where a text is no private key, or not that of the certificate. */
export function checkKey(source: PemSource, text: string, certificate: X509Certificate): void {
  if (/ENCRYPTED/.test(text)) throw badPem(source, "the private key is encrypted, which is not supported");
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(text);
  } catch {
    throw badPem(source, "holds no private key in PEM form");
  }
  if (!certificate.checkPrivateKey(key)) throw badPem(source, "the private key is not that of the certificate");
}
