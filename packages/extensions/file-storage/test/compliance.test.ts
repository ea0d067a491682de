import type { DurableStorage } from "@genai-collector/component";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { fileStorageExtensionFactory } from "../src/index.ts";

describeExtension(fileStorageExtensionFactory, {
  config: { directory: "/queue", create_directory: true },
  exercise: async ([provided]) => {
    const log = await (provided!.implementation as DurableStorage).open("exporter otlp_http traces");
    const before = log.entries.length;
    const position = await log.append(new Uint8Array([1]), [new Uint8Array([2]), new Uint8Array([3])]);
    expect(await log.read(position)).toEqual(new Uint8Array([2, 3]));
    await log.remove(position);
    expect(before).toBe(0);
  },
});
