import { durableStorage } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { optionalQueueConfig, queueConfig, queueTraits } from "./queue-config.ts";

const spec = map(queueConfig);
const decode = (sending_queue: unknown) => decodeConfig(spec, { sending_queue }, "x").sending_queue;

describe("sending_queue", () => {
  it("has otelcol's defaults: ten consumers, a thousand requests, no batch", () => {
    const defaults = {
      num_consumers: 10,
      queue_size: 1_000,
      sizer: undefined,
      block_on_overflow: false,
      wait_for_result: false,
      storage: undefined,
      batch: undefined,
    };
    expect(decodeConfig(spec, {}, "x").sending_queue).toEqual(defaults);
    expect(decode(null)).toEqual(defaults);
    expect(decode({ enabled: false, num_consumers: 3 })).toBeUndefined();
  });

  it("may be off by default", () => {
    const optional = map(optionalQueueConfig);
    expect(decodeConfig(optional, {}, "x").sending_queue).toBeUndefined();
    expect(decodeConfig(optional, { sending_queue: null }, "x").sending_queue).toMatchObject({ num_consumers: 10 });
  });

  it("84: `batch: {}` turns batching on with otelcol's defaults", () => {
    const batch = {
      flush_timeout: 200,
      min_size: 8_192,
      max_size: 0,
      sizer: undefined,
      partition: { metadata_keys: [] },
    };
    expect(decode({ batch: {} })!.batch).toEqual(batch);
    expect(decode({ batch: null })!.batch).toEqual(batch);
    expect(decode({ batch: { enabled: false } })!.batch).toBeUndefined();
  });

  it.each([
    [{ num_consumers: 0 }, "sending_queue::num_consumers"],
    [{ queue_size: 0 }, "sending_queue::queue_size"],
    [{ sizer: "spans" }, "sending_queue::sizer"],
    [
      { wait_for_result: true, storage: "file_storage" },
      "sending_queue::wait_for_result: `wait_for_result` is not supported with a persistent queue configured with `storage`",
    ],
    [{ batch: { flush_timeout: "0s" } }, "sending_queue::batch::flush_timeout"],
    [
      { batch: { min_size: 10, max_size: 5 } },
      "sending_queue::batch::max_size: `max_size` must be greater than or equal to `min_size`",
    ],
    [
      { sizer: "items", queue_size: 100, batch: { min_size: 101 } },
      "sending_queue::batch::min_size: `min_size` must be less than or equal to `queue_size`",
    ],
    [
      { sizer: "bytes", queue_size: 100, batch: { min_size: 101 } },
      "sending_queue::batch::min_size: `min_size` must be less than or equal to `queue_size`",
    ],
    [{ sizer: "requests", batch: {} }, "sending_queue::batch::sizer: `batch` supports only `items` or `bytes` sizer"],
    [{ batch: { sizer: "requests" } }, "sending_queue::batch::sizer"],
    [
      { batch: { partition: { metadata_keys: ["a", "B", "b"] } } },
      'sending_queue::batch::partition::metadata_keys: duplicate entry in metadata_keys: "b" (case-insensitive)',
    ],
  ])("85: %j is refused: %s", (raw, problem) => {
    expect(() => decode(raw)).toThrow(problem);
  });

  it.each([
    { batch: {} },
    { sizer: "requests", batch: { sizer: "bytes" } },
    { sizer: "items", queue_size: 10, batch: { min_size: 11, sizer: "bytes" } },
    { queue_size: 10, batch: { min_size: 11 } },
    { batch: { min_size: 0, max_size: 5 } },
  ])("%j is taken", (raw) => {
    expect(decode(raw)).toBeDefined();
  });

  it("89: `storage` names an extension that keeps things on disk", () => {
    const schema = spec.jsonSchema as { properties: { sending_queue: { properties: { storage: object } } } };
    expect(schema.properties.sending_queue.properties.storage).toMatchObject({ "x-extension": durableStorage.key });
  });
});

describe("queueTraits", () => {
  it("are durable with a storage, and always acknowledge delivery to who asks for it", () => {
    expect(queueTraits({ sending_queue: decode({ storage: "file_storage" }) })).toEqual({
      acknowledges: "delivered",
      durable: true,
    });
    expect(queueTraits({ sending_queue: decode({}) })).toEqual({ acknowledges: "delivered", durable: false });
    expect(queueTraits({})).toEqual({ acknowledges: "delivered", durable: false });
  });
});
