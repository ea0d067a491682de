import { CollectorError, type Files } from "@genai-collector/component";

/**
 * The text of a file that a configuration names, at most `largestBytes` long. Rejects with `CONFIG_FILE_UNREADABLE`
 * (misconfigured), which names the file and the `key` that it stands under, where there is one.
 */
export async function readTextFile(
  files: Pick<Files, "read">,
  file: string,
  largestBytes: number,
  key?: string,
): Promise<string> {
  const unreadable = (why: string): CollectorError => {
    const message = `${key === undefined ? "" : `${key}: `}cannot read ${file}: ${why}`;
    return new CollectorError("CONFIG_FILE_UNREADABLE", message, { kind: "misconfigured" });
  };
  const bytes = await files.read(file, 0, largestBytes + 1).catch((error: unknown) => {
    throw unreadable((error as { readonly code?: string }).code ?? "it cannot be read");
  });
  if (bytes === undefined) throw unreadable("it is not there");
  if (bytes.length > largestBytes) throw unreadable(`it has more than ${largestBytes} bytes`);
  return new TextDecoder().decode(bytes);
}
