import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderName, formatSegmentName, tryParseSegmentName } from "./file-names.ts";

describe("folderName", () => {
  it.each([
    ["file_log/logs/app", "file_log~002Flogs~002Fapp"], // as otelcol
    ["exporter otlp_http/eu traces", "exporter~0020otlp_http~002Feu~0020traces"],
    ["a-b.c_D9", "a-b.c_D9"],
    ["~", "~007E"],
    ["..", "~002E."],
    [".", "~002E"],
    ["ü\n", "~00FC~000A"],
    ["😀", "~D83D~DE00"],
    ["\ud800", "~D800"],
  ])("of %j is %s", (name, folder) => {
    expect(folderName(name)).toBe(folder);
  });

  it("is one folder of its own for every name, and never leads out of the directory", () => {
    const back = (folder: string): string =>
      folder.replace(/~([0-9A-F]{4})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        expect(folderName(name)).toMatch(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/);
        expect(back(folderName(name))).toBe(name);
      }),
    );
  });
});

describe("the name of a segment", () => {
  it("says what it is, and sorts by age", () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.maxSafeNat(), fc.nat(2 ** 32 - 1), (worker, serial, salt) => {
        const name = formatSegmentName({ worker, serial, salt });
        expect(tryParseSegmentName(`/any/folder/${name}`)).toEqual({ worker, serial, salt });
        expect(formatSegmentName({ worker, serial: serial - 1, salt }) < name).toBe(true);
      }),
    );
  });

  it.each(["0.lock", "0-0000000000000001-9f3a22c1.seg.tmp", "0-1-9f3a22c1.seg", "x-0000000000000001-9f3a22c1.seg", ""])(
    "is not %j",
    (name) => {
      expect(tryParseSegmentName(`/f/${name}`)).toBeUndefined();
    },
  );
});
