import * as fc from "fast-check";
import { expect, it } from "vitest";
import { encodeJson, parseJsonRequest } from "../src/json/json.ts";
import { parseRequest } from "../src/parse-request.ts";
import { WireError } from "../src/wire/wire-error.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { concat } from "./concat.ts";
import { mutate, seeded } from "./mutate.ts";
import { oracleEncode } from "./oracle.ts";

const seed = 20_261_121;
const alphabet = new TextEncoder().encode('{}[]":,0123456789eE+-.\\u tfn');

/** One to three bytes become what JSON is made of: more of these bodies still parse than of those changed at random. */
function mutateJson(body: Uint8Array, random: (below: number) => number): Uint8Array {
  const changed = body.slice();
  for (let changes = 1 + random(3); changes > 0; changes--) {
    changed[random(changed.length)] = alphabet[random(alphabet.length)]!;
  }
  return changed;
}

it.each(["traces", "metrics", "logs"] as const)(
  "mutated JSON %s bring a WireError, or what decodes",
  { timeout: 60_000 },
  (signal) => {
    const bodies = fc
      .sample(arbitraryData(signal), { numRuns: 60, seed })
      .map((data) => encodeJson(parseRequest(signal, oracleEncode(signal, data))));
    const random = seeded(seed);
    const fared = { refused: 0, accepted: 0 };
    for (let i = 0; i < 3_000; i++) {
      const body = bodies[random(bodies.length)]!;
      const changed = i % 2 === 0 ? mutateJson(body, random) : mutate(body, random);
      let payload;
      try {
        payload = parseJsonRequest(signal, changed);
      } catch (error) {
        if (!(error instanceof WireError)) throw new Error(Buffer.from(changed).toString(), { cause: error });
        fared.refused++;
        continue;
      }
      const bytes = concat(payload.encoded().map((range) => range.bytes));
      parseRequest(signal, bytes, { validate: "full" }).decoded();
      fared.accepted++;
    }
    expect(fared.refused).toBeGreaterThan(100);
    expect(fared.accepted).toBeGreaterThan(20);
  },
);
