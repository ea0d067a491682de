import type { HttpResponse } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import { expect, it } from "vitest";
import { pageStart } from "../src/logs-export/export-state.ts";
import { openObject } from "../src/logs-export/open-object.ts";
import type { PortkeyInstruments } from "../src/telemetry.ts";

/** The tag that is kept of an object whose host says `etag`. */
async function tagOf(etag: string): Promise<string> {
  const answer = { status: 200, headers: { etag }, body: {} } as unknown as HttpResponse;
  const io = {
    endpoint: (_name: string, ask: () => Promise<HttpResponse>) => ask(),
    request: () => Promise.resolve(answer),
  } as unknown as Io<PortkeyInstruments>;
  const request = { link: "https://objects.example.net/x", position: pageStart, asWhole: false, timeoutMs: 1_000 };
  const opened = await openObject(io, request);
  if (opened === "end" || "problem" in opened) throw new Error("expected an object");
  return opened.tag;
}

it.each([['"d41d8cd98f00b204e9800998ecf8427e-12"'], ['"0x8DCA3F5E2B1C9D0"'], ['"CKjr1dO7gIYDEAE="'], ['W/"33a64df5"']])(
  "an object is known again by its tag %s",
  async (etag) => {
    expect(await tagOf(etag)).toBe(etag);
  },
);

it.each([
  ['"why did the lantern hide"'],
  ['"jane.doe@example.org"'],
  ["why-did-the-lantern-hide"],
  [`"${"x".repeat(129)}"`],
  ['"a", "b"'],
])("the checkpoint holds nothing that is no tag: %s", async (etag) => {
  expect(await tagOf(etag)).toBe("");
});
