import { expect, it } from "vitest";
import { rememberedBy, RememberedFiles } from "./remembered-files.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it("what was read is read again as it was, whatever has become of the files since", async () => {
  const disk = new Map([["a.yaml", bytes("old")]]);
  const files = new RememberedFiles({ read: async (path) => disk.get(path) });
  expect([await files.read("a.yaml"), await files.read("b.yaml")]).toEqual([bytes("old"), undefined]);
  disk.set("a.yaml", bytes("new")).set("b.yaml", bytes("there now"));
  const again = rememberedBy(structuredClone(files.contents));
  expect([await again.read("a.yaml"), await again.read("b.yaml")]).toEqual([bytes("old"), undefined]);
});

it("what cannot be read is not remembered", async () => {
  const files = new RememberedFiles({ read: () => Promise.reject(new Error("EACCES")) });
  await expect(files.read("a.yaml")).rejects.toThrow("EACCES");
  expect(files.contents.size).toBe(0);
});
