import type { ClientInfo, DeepReadonly, Payload, Range, Signal } from "./payload.ts";
import { codecOf, decodeRange, encodeRange, type DataOf } from "./otlp/codec.ts";
import { countRange } from "./wire/scan.ts";

/** Who sent a decoded resource: OTLP's own shape has no place for it. */
const clients = new WeakMap<object, ClientInfo>();

/**
 * Telemetry in one of two forms. `#ranges` is the truth unless `#own` is set: the objects that `takeDecoded` gave away.
 * `#view` is a decoded copy that is only read; forks share it.
 */
export abstract class BasePayload<S extends Signal> implements Payload {
  readonly signal: S;
  #ranges: readonly Range[] | undefined;
  #own: DataOf<S> | undefined;
  #view: DataOf<S> | undefined;
  /** Another payload reads the view too, so it must not be given away. */
  #isViewShared = false;
  /** Counted once: the ranges never change. */
  #items: number | undefined;

  protected constructor(
    signal: S,
    ranges: readonly Range[] | undefined,
    own: DataOf<S> | undefined,
    items: number | undefined,
  ) {
    this.signal = signal;
    this.#ranges = ranges;
    this.#own = own;
    this.#items = items;
  }

  protected abstract make(ranges: readonly Range[]): this;

  get items(): number {
    if (this.#own !== undefined) return this.countDecoded(this.#own);
    this.#items ??= this.#ranges!.reduce((sum, range) => sum + countRange(this.signal, range.bytes), 0);
    return this.#items;
  }

  get bytes(): number {
    const ranges = this.#own === undefined ? this.#ranges! : this.#encode(this.#own);
    return ranges.reduce((sum, range) => sum + range.bytes.length, 0);
  }

  fork(): this {
    const fork = this.make(this.encoded());
    fork.#items = this.#items;
    if (this.#view !== undefined) {
      fork.#view = this.#view;
      fork.#isViewShared = true;
      this.#isViewShared = true;
    }
    return fork;
  }

  encoded(): readonly Range[] {
    if (this.#own !== undefined) {
      this.#ranges = this.#encode(this.#own);
      this.#own = undefined;
      this.#items = undefined;
    }
    return this.#ranges!;
  }

  filter(keep: (range: Range, index: number) => boolean): this {
    return this.make(this.encoded().filter(keep));
  }

  withRanges(ranges: readonly Range[], items?: number): this {
    const payload = this.make(ranges);
    payload.#items = items;
    return payload;
  }

  /** Throws a `WireError` where the bytes do not decode. */
  decodedData(): DeepReadonly<DataOf<S>> {
    return (this.#own ?? (this.#view ??= this.#decode())) as DeepReadonly<DataOf<S>>;
  }

  /** Throws a `WireError` where the bytes do not decode; the encoded form is the truth then as before. */
  takeDecodedData(): DataOf<S> {
    if (this.#own !== undefined) return this.#own;
    this.#own = this.#view !== undefined && !this.#isViewShared ? this.#view : this.#decode();
    this.#ranges = undefined;
    this.#view = undefined;
    this.#isViewShared = false;
    this.#items = undefined;
    return this.#own;
  }

  abstract decoded(): unknown;
  abstract takeDecoded(): unknown;
  protected abstract countDecoded(data: DataOf<S>): number;

  #decode(): DataOf<S> {
    const resources = this.#ranges!.map(({ bytes, client }) => {
      const resource = decodeRange(this.signal, bytes);
      if (client !== undefined) clients.set(resource, client);
      return resource;
    });
    return codecOf(this.signal).data(resources);
  }

  #encode(data: DataOf<S>): readonly Range[] {
    return codecOf(this.signal)
      .resources(data)
      .map((resource): Range => {
        const bytes = encodeRange(this.signal, resource);
        const client = clients.get(resource);
        return client === undefined ? { bytes } : { bytes, client };
      });
  }
}
