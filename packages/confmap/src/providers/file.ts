import { isAbsolute, join } from "node:path";
import { yamlLimits } from "../yaml/yaml-limits.ts";
import type { Provider, Retrieved } from "./provider.ts";

/** Reads a file; undefined when it is not there. Rejects when it cannot be read. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** `${file:path}`: the text of a file, line breaks at its end left out. */
export function fileProvider(readFile: ReadFile): Provider {
  return {
    scheme: "file",
    async retrieve(location, folder) {
      const path = isAbsolute(location) ? location : join(folder, location);
      const read = await readText(readFile, path);
      return "text" in read ? { ...read, text: read.text.replace(/[\r\n]+$/, "") } : read;
    },
  };
}

/** The text of the file at `path`, or why there is none. */
export async function readText(readFile: ReadFile, path: string): Promise<Exclude<Retrieved, "absent">> {
  const failed = (why: string, found: string) => ({
    problem: { message: `cannot read the file ${path}: ${why}`, found, expected: "a file with YAML or text" },
  });
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readFile(path);
  } catch (error) {
    // The message of a system error repeats the path and more; its code says enough.
    return failed(codeOf(error), "an error");
  }
  if (bytes === undefined) return failed("it is not there", "no such file");
  // A character has three bytes at most for each UTF-16 unit.
  if (bytes.length > 3 * yamlLimits.length) return failed("it is too large", `${bytes.length} bytes`);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), file: path, isSecret: true };
  } catch {
    return failed("it is not UTF-8 text", "other bytes");
  }
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "the system refused";
}
