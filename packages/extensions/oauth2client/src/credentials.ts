import { CollectorError, type Files } from "@genai-collector/component";
import type { Oauth2ClientConfig } from "./config.ts";

/** What a token is asked for with, as it is now: files may have changed since the last time. */
export interface Credentials {
  readonly id: string;
  /** The secret, or the private key. */
  readonly secret: string;
}

/** Reads the identifier and the secret or key. Rejects with `OAUTH2_CREDENTIALS` (misconfigured). */
export async function readCredentials(files: Pick<Files, "read">, config: Oauth2ClientConfig): Promise<Credentials> {
  const isSecret = config.grant_type === "client_credentials";
  const value = isSecret ? config.client_secret : config.client_certificate_key;
  const file = isSecret ? config.client_secret_file : config.client_certificate_key_file;
  return {
    id: await fromFile(files, config.client_id_file, config.client_id),
    secret: await fromFile(files, file, value?.reveal() ?? ""),
  };
}

/** The file wins, as in otelcol. */
async function fromFile(files: Pick<Files, "read">, path: string, otherwise: string): Promise<string> {
  if (path === "") return otherwise;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(path);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "") throw unreadable(path, bytes === undefined ? "it is not there" : "it is empty");
  return text;
}

function unreadable(path: string, why: string): CollectorError {
  return new CollectorError("OAUTH2_CREDENTIALS", `cannot read ${path}: ${why}`, { kind: "misconfigured" });
}
