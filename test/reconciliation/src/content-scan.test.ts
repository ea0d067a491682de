import { planted } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { findContent } from "./content-scan.ts";

const text = planted.person;
const percent = [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join("");

/** Wherever in a group of three bytes it begins. */
function hiddenInBase64(): readonly (readonly [string, string])[] {
  return [0, 1, 2, 3, 4].flatMap((offset) =>
    (["base64", "base64url"] as const).map((encoding) => {
      const hidden = Buffer.from(`${"x".repeat(offset)}${text}!`).toString(encoding);
      return [`in ${encoding} behind ${offset} letters`, hidden] as const;
    }),
  );
}

describe("planted content is found", () => {
  it.each([
    ["as it is", text],
    ["in capitals", text.toUpperCase()],
    ["in small letters", text.toLowerCase()],
    ["as part of a URL", encodeURIComponent(text)],
    ["with every letter escaped for a URL", percent],
    [
      "with every letter escaped for JSON",
      text
        .split("")
        .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
        .join(""),
    ],
    ["in hex", Buffer.from(text).toString("hex")],
    ["in capital hex", Buffer.from(text).toString("hex").toUpperCase()],
    ...hiddenInBase64(),
  ] as const)("%s", (_: string, hidden: string) => {
    expect(findContent(Buffer.from(`something before ${hidden} and behind`))).toEqual([text]);
  });

  it("in the middle of bytes that are no text", () => {
    expect(findContent(Buffer.concat([Buffer.alloc(300, 0xff), Buffer.from(text), Buffer.alloc(9, 0xc3)]))).toEqual([
      text,
    ]);
  });

  it("is not found where there is none: names that begin alike are none", () => {
    expect(findContent(Buffer.from("content-type: text/plain, Person-of-interest, SECRET-sk, pk-test-1"))).toEqual([]);
  });
});
