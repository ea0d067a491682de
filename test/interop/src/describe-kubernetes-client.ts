import type { ConfigMap, KubernetesClient, Lease } from "@genai-collector/config/kubernetes";
import { beforeAll, describe, expect, it } from "vitest";
import { never, type ClientScene } from "./client-scene.ts";
import { failure, shown } from "./failures.ts";

/** A scene of an API server. */
export interface KubernetesScene extends ClientScene<KubernetesClient> {
  /** A client of another namespace that is there, or of one that is not. */
  openNamespace(which: "other" | "missing"): Promise<KubernetesClient>;
}

const unavailable = { code: "KUBERNETES_UNAVAILABLE", kind: "retryable" };
const refused = { code: "KUBERNETES_REFUSED", kind: "misconfigured" };
const aborted = { code: "KUBERNETES_ABORTED", kind: "retryable" };

/** What stores and electors rely on, asked of a server through its client. `scene` is called once the hooks have run. */
export function describeKubernetesClient(name: string, scene: () => KubernetesScene): void {
  describe(`a client of ${name}`, () => {
    let client: KubernetesClient;
    let count = 0;
    const until = <T>(promise: Promise<T>): Promise<T> => scene().until(promise);
    const freshName = (): string => `object-${++count}`;
    const configMap = (data: Record<string, string>, name = freshName()): ConfigMap => ({ metadata: { name }, data });
    const created = async (object: ConfigMap): Promise<ConfigMap> =>
      (await until(client.configMaps.create(object, never))) as ConfigMap;
    const stored = (name: string): Promise<ConfigMap | undefined> => until(client.configMaps.get(name, never));
    beforeAll(async () => {
      client = await scene().open();
    });

    it("finds nothing where nothing was made", async () => {
      expect(await stored("nowhere")).toBeUndefined();
      expect(await until(client.leases.get("nowhere", never))).toBeUndefined();
    });

    it("creates an object and gets it as it was stored", async () => {
      const object = configMap({ "a.key_1-B": 'text of "several"\nlines, ü and 🎉', empty: "" });
      const made = await created({ ...object, metadata: { ...object.metadata, annotations: { "a/b": "c d" } } });
      expect(made).toMatchObject({ data: object.data!, metadata: { annotations: { "a/b": "c d" } } });
      expect(made.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(await stored(object.metadata.name)).toMatchObject({ data: made.data!, metadata: made.metadata });
    });

    it("creates no object where there is one", async () => {
      const object = configMap({ a: "first" });
      await created(object);
      expect(await until(client.configMaps.create({ ...object, data: { a: "second" } }, never))).toBe("conflict");
      expect((await stored(object.metadata.name))?.data).toEqual({ a: "first" });
    });

    it("replaces an object whose version it has, once", async () => {
      const first = await created(configMap({ a: "1" }));
      const second = await until(client.configMaps.replace({ ...first, data: { a: "2" } }, never));
      expect(second).toMatchObject({ data: { a: "2" } });
      expect((second as ConfigMap).metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
      expect(await until(client.configMaps.replace({ ...first, data: { a: "3" } }, never))).toBe("conflict");
      expect((await stored(first.metadata.name))?.data).toEqual({ a: "2" });
    });

    it("takes away what a replacement leaves out", async () => {
      const first = await created(configMap({ a: "1", b: "2" }));
      await until(client.configMaps.replace({ ...first, data: { b: "2" } }, never));
      expect((await stored(first.metadata.name))?.data).toEqual({ b: "2" });
    });

    it("takes a replacement that changes nothing for no write: the version stays", async () => {
      const first = await created(configMap({ a: "1" }));
      const again = (await until(client.configMaps.replace(first, never))) as ConfigMap;
      expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    });

    it("replaces nothing that is gone, and makes it not anew", async () => {
      const map = await created(configMap({ a: "1" }));
      await until(client.configMaps.remove(map.metadata.name, never));
      expect(await until(client.configMaps.replace({ ...map, data: { a: "2" } }, never))).toBe("conflict");
      expect(await stored(map.metadata.name)).toBeUndefined();

      const name = freshName();
      const lease = (await until(client.leases.create({ metadata: { name }, spec: {} }, never))) as Lease;
      await until(client.leases.remove(name, never));
      const spec = { holderIdentity: "late" };
      expect(await until(client.leases.replace({ ...lease, spec }, never))).toBe("conflict");
      expect(await until(client.leases.get(name, never))).toBeUndefined();
    });

    it("replaces nothing that was removed and made anew", async () => {
      const first = await created(configMap({ a: "1" }));
      await until(client.configMaps.remove(first.metadata.name, never));
      await created(configMap({ a: "new" }, first.metadata.name));
      expect(await until(client.configMaps.replace({ ...first, data: { a: "late" } }, never))).toBe("conflict");
      expect((await stored(first.metadata.name))?.data).toEqual({ a: "new" });
    });

    it("never replaces whatever is there: without a version it asks nobody", async () => {
      const object = configMap({ a: "1" });
      await created(object);
      await expect(until(client.configMaps.replace({ ...object, data: { a: "2" } }, never))).rejects.toThrow(
        "resourceVersion",
      );
      expect((await stored(object.metadata.name))?.data).toEqual({ a: "1" });
    });

    it("removes an object, and what is gone already", async () => {
      const { name } = (await created(configMap({ a: "1" }))).metadata;
      await until(client.configMaps.remove(name, never));
      expect(await stored(name)).toBeUndefined();
      await until(client.configMaps.remove(name, never));
    });

    it("lists what has all of the labels", async () => {
      const label = async (labels: Record<string, string>): Promise<string> => {
        const { name } = configMap({}).metadata;
        return (await created({ metadata: { name, labels }, data: { a: name } })).metadata.name;
      };
      const [one] = [await label({ app: "x", tier: "1" }), await label({ app: "x", tier: "2" }), await label({})];
      const found = await until(client.configMaps.list({ app: "x", tier: "1" }, never));
      expect(found.map(({ metadata, data }) => [metadata.name, data])).toEqual([[one, { a: one }]]);
      expect(found[0]?.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(await until(client.configMaps.list({ app: "x" }, never))).toHaveLength(2);
      expect(await until(client.configMaps.list({ app: "y" }, never))).toEqual([]);
    });

    it("keeps a lease as it was written, to the microsecond", async () => {
      const spec = {
        holderIdentity: "collector-0",
        leaseDurationSeconds: 15,
        leaseTransitions: 7,
        acquireTime: "2026-01-02T03:04:05.000006Z",
        renewTime: "2026-01-02T03:04:06.120000Z",
      };
      const lease = (await until(client.leases.create({ metadata: { name: freshName() }, spec }, never))) as Lease;
      expect(lease.spec).toEqual(spec);
      const renewed = { ...spec, renewTime: "2026-01-02T03:04:08.000000Z", leaseTransitions: 8 };
      expect(await until(client.leases.replace({ ...lease, spec: renewed }, never))).toMatchObject({ spec: renewed });
      expect((await until(client.leases.get(lease.metadata.name, never)))?.spec).toEqual(renewed);
    });

    it("two writers change one object at the same time: every change is there once", async () => {
      const { name } = (await created(configMap({ sum: "0" }))).metadata;
      const others = [await scene().open(), await scene().open()];
      await until(Promise.all(others.map((writer) => addTimes(writer, name, 15))));
      expect((await stored(name))?.data).toEqual({ sum: "30" });
    });

    it("of two that create an object at the same time one does", async () => {
      const others = [await scene().open(), await scene().open()];
      const object = configMap({});
      const made = await until(
        Promise.all(others.map(({ configMaps }, i) => configMaps.create({ ...object, data: { a: `${i}` } }, never))),
      );
      expect(made.filter((one) => one === "conflict")).toHaveLength(1);
    });

    it.each<readonly [string, () => ConfigMap]>([
      ["a key with a slash", () => configMap({ "a/b": "c" })],
      ["a key with a space", () => configMap({ "a b": "c" })],
      ["a key of two dots", () => configMap({ "..": "c" })],
      ["a name with capitals", () => configMap({}, "Object")],
      ["more than a MiB", () => configMap({ a: "x".repeat(1_048_577) })],
      ["a label with a slash", () => ({ metadata: { name: freshName(), labels: { a: "b/c" } } })],
    ])("%s is refused, as a mistake", async (_, object) => {
      await expect(until(client.configMaps.create(object(), never))).rejects.toMatchObject(refused);
    });

    it.each<readonly [string, Lease["spec"]]>([
      ["a time in milliseconds", { renewTime: "2026-01-02T03:04:06.120Z" }],
      ["a duration of nothing", { leaseDurationSeconds: 0 }],
      ["a duration in parts of a second", { leaseDurationSeconds: 1.5 }],
      ["a negative number of transitions", { leaseTransitions: -1 }],
    ])("a lease with %s is refused, as a mistake", async (_, spec) => {
      const lease = { metadata: { name: freshName() }, spec };
      await expect(until(client.leases.create(lease, never))).rejects.toMatchObject(refused);
    });

    it("sees nothing of another namespace", async () => {
      const other = await scene().openNamespace("other");
      const { name } = (await created(configMap({ a: "here" }))).metadata;
      expect(await until(other.configMaps.get(name, never))).toBeUndefined();
      await until(other.configMaps.create(configMap({ a: "there" }, name), never));
      expect((await stored(name))?.data).toEqual({ a: "here" });
    });

    it("makes nothing in a namespace that is not there, and says so", async () => {
      const missing = await scene().openNamespace("missing");
      const error = await until(missing.configMaps.create(configMap({}), never)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ ...refused, message: expect.stringContaining("missing") as unknown });
    });

    it.each(["nobody", "unknown"] as const)(
      "as %s it is refused, whatever it asks, and shows no secret",
      async (who) => {
        const stranger = await scene().openRefused(who);
        const errors = await until(
          Promise.all([
            failure(stranger.configMaps.get("a", never)),
            failure(stranger.configMaps.create(configMap({}), never)),
            failure(stranger.leases.list({}, never)),
            failure(stranger.leases.remove("a", never)),
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
        const asked = failure(client.configMaps.get("a", controller.signal));
        controller.abort();
        expect(await until(asked)).toMatchObject(aborted);
        expect(await until(failure(client.configMaps.get("a", controller.signal)))).toMatchObject(aborted);
      } finally {
        await goOn();
      }
    });

    it("waits for an answer so long, and no longer", async () => {
      const hasty = await scene().open({ timeoutMs: 400 });
      await until(hasty.configMaps.get("a", never));
      const goOn = await scene().freeze();
      try {
        const began = scene().now();
        expect(await until(failure(hasty.configMaps.get("a", never)))).toMatchObject(unavailable);
        expect(scene().now() - began).toBeGreaterThan(390);
        expect(scene().now() - began).toBeLessThan(1_500);
      } finally {
        await goOn();
      }
    });

    it("says that the server is away, and goes on when it is back", async () => {
      const { name } = (await created(configMap({ a: "1" }))).metadata;
      const comeBack = await scene().goAway();
      expect(await until(failure(client.configMaps.get(name, never)))).toMatchObject(unavailable);
      expect(await until(failure(client.configMaps.create(configMap({}), never)))).toMatchObject(unavailable);
      await comeBack();
      expect((await stored(name))?.data).toEqual({ a: "1" });
    });

    it("gives up everything when it is closed", async () => {
      const closing = await scene().open();
      await until(closing.configMaps.get("a", never));
      const goOn = await scene().freeze();
      try {
        const asked = failure(closing.leases.get("a", never));
        await until(closing.close());
        expect(await until(asked)).toMatchObject(aborted);
        expect(await until(failure(closing.leases.get("a", never)))).toMatchObject(aborted);
        await until(closing.close());
      } finally {
        await goOn();
      }
    });
  });
}

/** Adds one so often, each time from what is stored. */
async function addTimes({ configMaps }: KubernetesClient, name: string, times: number): Promise<void> {
  for (let done = 0; done < times;) {
    const object = (await configMaps.get(name, never))!;
    const sum = String(Number(object.data!["sum"]) + 1);
    if ((await configMaps.replace({ ...object, data: { sum } }, never)) !== "conflict") done++;
  }
}
