import type { DynamoItem, DynamoTable } from "@genai-collector/config/dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { never, type ClientScene } from "./client-scene.ts";
import { failure, shown } from "./failures.ts";

const unavailable = { code: "DYNAMODB_UNAVAILABLE", kind: "retryable" };
const refused = { code: "DYNAMODB_REFUSED", kind: "misconfigured" };
const aborted = { code: "DYNAMODB_ABORTED", kind: "retryable" };

/** A scene of one table. */
export interface DynamoScene extends ClientScene<DynamoTable> {
  /** A client of a table that is not there. */
  openMissing(): Promise<DynamoTable>;
}

/** What stores and electors rely on, asked of a table through its client. `scene` is called once the hooks have run. */
export function describeDynamoTable(name: string, scene: () => DynamoScene): void {
  describe(`a client of ${name}`, () => {
    let table: DynamoTable;
    let count = 0;
    const until = <T>(promise: Promise<T>): Promise<T> => scene().until(promise);
    const freshPk = (): string => `ckpt#{"lane":"${++count}/ü 🎉"}`;
    const put = (item: DynamoItem, expected: number | "absent" | "unversioned"): Promise<"written" | "conflict"> =>
      until(table.put(item, expected, never));
    const stored = (pk: string): Promise<DynamoItem | undefined> => until(table.get(pk, never));
    const remove = (pk: string, expected?: number): Promise<"removed" | "conflict"> =>
      until(table.remove(pk, expected, never));
    beforeAll(async () => {
      table = await scene().open();
    });

    it("finds nothing where nothing was put", async () => {
      expect(await stored("nowhere")).toBeUndefined();
    });

    it("puts an item and gets it as it was", async () => {
      const item = {
        pk: freshPk(),
        text: 'of "several"\nlines, ü and 🎉',
        empty: "",
        zero: 0,
        small: -1.5,
        large: Number.MAX_SAFE_INTEGER,
        tiny: 1e-7,
        version: 1,
      };
      expect(await put(item, "absent")).toBe("written");
      expect(await stored(item.pk)).toEqual(item);
    });

    it("puts no item where there is one, if it is to be absent", async () => {
      const pk = freshPk();
      await put({ pk, a: 1, version: 1 }, "absent");
      expect(await put({ pk, a: 2, version: 1 }, "absent")).toBe("conflict");
      expect(await stored(pk)).toEqual({ pk, a: 1, version: 1 });
    });

    it("puts an item whose version it has, once, and takes away what it leaves out", async () => {
      const pk = freshPk();
      await put({ pk, a: 1, b: "x", version: 1 }, "absent");
      expect(await put({ pk, a: 2, version: 2 }, 1)).toBe("written");
      expect(await put({ pk, a: 3, version: 2 }, 1)).toBe("conflict");
      expect(await stored(pk)).toEqual({ pk, a: 2, version: 2 });
    });

    it("puts an item over one without a version, if that is what it expects", async () => {
      const pk = freshPk();
      expect(await put({ pk, version: 1 }, "unversioned")).toBe("conflict");
      await put({ pk, a: 1 }, "absent");
      expect(await put({ pk, a: 2, version: 1 }, 0)).toBe("conflict");
      expect(await put({ pk, a: 2, version: 1 }, "unversioned")).toBe("written");
      expect(await put({ pk, a: 3, version: 1 }, "unversioned")).toBe("conflict");
      expect(await stored(pk)).toEqual({ pk, a: 2, version: 1 });
    });

    it("takes a version that is a text for another than the number", async () => {
      const pk = freshPk();
      await put({ pk, version: "1" }, "absent");
      expect(await put({ pk, version: 2 }, 1)).toBe("conflict");
      expect(await put({ pk, version: 2 }, "unversioned")).toBe("conflict");
      expect(await stored(pk)).toEqual({ pk, version: "1" });
    });

    it("puts nothing over what is gone, and makes it not anew", async () => {
      const pk = freshPk();
      await put({ pk, version: 1 }, "absent");
      expect(await remove(pk)).toBe("removed");
      expect(await put({ pk, version: 2 }, 1)).toBe("conflict");
      expect(await stored(pk)).toBeUndefined();
    });

    it("removes an item of the version that it has, and whatever is there without one", async () => {
      const pk = freshPk();
      await put({ pk, version: 1 }, "absent");
      expect(await remove(pk, 2)).toBe("conflict");
      expect(await remove(pk, 1)).toBe("removed");
      expect(await stored(pk)).toBeUndefined();
      expect(await remove(pk, 1)).toBe("conflict");
      expect(await remove(pk)).toBe("removed");
    });

    it("two writers change one item at the same time: every change is there once", async () => {
      const pk = freshPk();
      await put({ pk, sum: 0, version: 0 }, "absent");
      const others = [await scene().open(), await scene().open()];
      await until(Promise.all(others.map((writer) => addTimes(writer, pk, 15))));
      expect(await stored(pk)).toEqual({ pk, sum: 30, version: 30 });
    });

    it("of two that put an absent item at the same time one does", async () => {
      const pk = freshPk();
      const others = [await scene().open(), await scene().open()];
      const outcomes = await until(
        Promise.all(others.map((each, i) => each.put({ pk, i, version: 1 }, "absent", never))),
      );
      expect(outcomes.toSorted()).toEqual(["conflict", "written"]);
    });

    it.each<readonly [string, DynamoItem]>([
      ["more than 400 KB", { pk: "large", a: "x".repeat(409_601) }],
      ["an empty pk", { pk: "" }],
    ])("%s is refused, as a mistake", async (_, item) => {
      expect(await until(failure(table.put(item, "absent", never)))).toMatchObject(refused);
    });

    it.each([NaN, Infinity])("a number that is none (%s) is a bug, and asks nobody", async (value) => {
      const pk = freshPk();
      await expect(until(table.put({ pk, value }, "absent", never))).rejects.toThrow(RangeError);
      expect(await stored(pk)).toBeUndefined();
    });

    it("says that there is no such table", async () => {
      const missing = await scene().openMissing();
      expect(await until(failure(missing.get("a", never)))).toMatchObject(refused);
      expect(await until(failure(missing.put({ pk: "a" }, "absent", never)))).toMatchObject(refused);
    });

    it.each(["nobody", "unknown"] as const)(
      "as %s it is refused, whatever it asks, and shows no secret",
      async (who) => {
        const stranger = await scene().openRefused(who);
        const errors = await until(
          Promise.all([
            failure(stranger.get("a", never)),
            failure(stranger.put({ pk: "a", version: 1 }, "absent", never)),
            failure(stranger.remove("a", undefined, never)),
          ]),
        );
        for (const error of errors) {
          expect(error).toMatchObject(refused);
          expect(scene().secrets.filter((secret) => shown(error).includes(secret))).toEqual([]);
        }
      },
    );

    it("gives up when its signal fires, before and after it was sent", async () => {
      const goOn = await scene().freeze();
      try {
        const controller = new AbortController();
        const asked = failure(table.get("a", controller.signal));
        controller.abort();
        expect(await until(asked)).toMatchObject(aborted);
        expect(await until(failure(table.get("a", controller.signal)))).toMatchObject(aborted);
      } finally {
        await goOn();
      }
    });

    it("waits for an answer so long, and no longer, and asks once", async () => {
      const hasty = await scene().open({ timeoutMs: 400 });
      await until(hasty.get("a", never));
      const goOn = await scene().freeze();
      try {
        const began = scene().now();
        expect(await until(failure(hasty.get("a", never)))).toMatchObject(unavailable);
        expect(scene().now() - began).toBeGreaterThan(390);
        expect(scene().now() - began).toBeLessThan(1_500);
      } finally {
        await goOn();
      }
    });

    it("says at once that the server is away, and goes on when it is back", async () => {
      const pk = freshPk();
      await put({ pk, version: 1 }, "absent");
      const comeBack = await scene().goAway();
      const began = scene().now();
      expect(await until(failure(table.get(pk, never)))).toMatchObject(unavailable);
      expect(await until(failure(table.put({ pk, version: 2 }, 1, never)))).toMatchObject(unavailable);
      expect(scene().now() - began).toBeLessThan(1_000);
      await comeBack();
      expect(await stored(pk)).toEqual({ pk, version: 1 });
    });

    it("gives up everything when it is closed", async () => {
      const closing = await scene().open();
      await until(closing.get("a", never));
      const goOn = await scene().freeze();
      try {
        const asked = failure(closing.get("a", never));
        await until(closing.close());
        expect(await until(asked)).toMatchObject(aborted);
        expect(await until(failure(closing.get("a", never)))).toMatchObject(aborted);
        await until(closing.close());
      } finally {
        await goOn();
      }
    });
  });
}

/** Adds one so often, each time from what is stored. */
async function addTimes(table: DynamoTable, pk: string, times: number): Promise<void> {
  for (let done = 0; done < times;) {
    const { sum, version } = (await table.get(pk, never)) as { readonly sum: number; readonly version: number };
    const outcome = await table.put({ pk, sum: sum + 1, version: version + 1 }, version, never);
    if (outcome === "written") done++;
  }
}
