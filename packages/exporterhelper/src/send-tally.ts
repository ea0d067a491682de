import { isCollectorError, type Payload, type Range } from "@genai-collector/component";

/** Items that were not taken, and why. */
export interface Loss {
  readonly payload: Payload;
  readonly error: unknown;
  /** They were refused while their siblings were taken. */
  readonly isToBlame?: boolean | undefined;
}

/** So many items of a payload were not taken, and nobody can tell which. */
export interface UnknownLoss {
  readonly payload: Payload;
  readonly items: number;
}

interface Left extends Loss {
  /** What was sent: broken ranges, which were left out, included. */
  readonly sent: Payload;
}

/** What became of one request, part by part: kept by the layer that takes requests apart. */
export class SendTally {
  readonly #onTaken: (items: number) => void;
  #takenItems = 0;
  #left: Left[] = [];
  readonly #refused: Loss[] = [];
  readonly #unknown: UnknownLoss[] = [];
  /** Made where they are needed, which is seldom. */
  #broken: Set<Range> | undefined;
  #origins: Map<Range, Range> | undefined;

  /** `onTaken`: told of items at once when the sink has taken them. */
  constructor(onTaken: (items: number) => void = () => undefined) {
    this.#onTaken = onTaken;
  }

  /** Items that the sink took. */
  get takenItems(): number {
    return this.#takenItems;
  }

  /** What was neither taken nor refused for good, in order: all that a repetition may send. */
  get left(): readonly Payload[] {
    return this.#left.map(({ payload }) => payload);
  }

  /** As `left`, with the reasons; an error is undefined where it was not sent at all. */
  get leftover(): readonly Loss[] {
    return this.#left;
  }

  /** What was refused for good. */
  get refused(): readonly Loss[] {
    return this.#refused;
  }

  /** What the sink rejected without saying which. */
  get unknown(): readonly UnknownLoss[] {
    return this.#unknown;
  }

  /** Whether nothing was written down. */
  get isBlank(): boolean {
    return this.#takenItems + this.#left.length + this.#refused.length + this.#unknown.length === 0;
  }

  taken(payload: Payload): void {
    this.#took(payload.items);
  }

  /** A part that is not taken further apart ended like this. Of a gap, what is not named as rejected was taken. */
  failed(payload: Payload, error: unknown): void {
    const sound = this.#soundPart(payload);
    if (!isCollectorError(error) || error.kind !== "gap") {
      if (sound.items > 0) this.#left.push({ payload: sound, error, sent: payload });
      return;
    }
    const named = error.rejected.reduce((sum, { items }) => sum + items, 0);
    if (named > 0) this.#took(Math.max(0, payload.items - named));
    const rejected = named === 0 ? sound.items : Math.min(named - (payload.items - sound.items), sound.items);
    if (rejected <= 0) return;
    if (rejected === sound.items) this.#refused.push({ payload: sound, error });
    else this.#unknown.push({ payload: sound, items: rejected });
  }

  notSent(payload: Payload): void {
    this.#left.push({ payload, error: undefined, sent: payload });
  }

  /** Parts that seemed to be left turned out to be refused for good. */
  givenUp(payloads: readonly Payload[]): void {
    for (const { payload, error, sent } of this.#left) {
      if (payloads.includes(sent)) this.#refused.push({ payload, error, isToBlame: true });
    }
    this.#left = this.#left.filter(({ sent }) => !payloads.includes(sent));
  }

  /** Ranges that are no telemetry were left out of a part before it was sent again; `error` says so. */
  leftOut(payload: Payload, error: unknown): void {
    const broken = (this.#broken ??= new Set());
    const fresh = payload.filter((range) => !broken.has(range));
    const ranges = fresh.encoded();
    if (ranges.length === 0) return; // of a part whose whole was sent before
    for (const range of ranges) broken.add(range);
    this.#refused.push({ payload: fresh, error });
  }

  /** `parts` were cut out of one range. */
  cut(range: Range, parts: readonly Payload[]): void {
    const origins = (this.#origins ??= new Map());
    for (const part of parts) for (const piece of part.encoded()) origins.set(piece, range);
  }

  /** The range of the request that a range is a part of, or itself. */
  originOf(range: Range): Range {
    let origin = range;
    for (let next: Range | undefined = range; next !== undefined; next = this.#origins?.get(origin)) origin = next;
    return origin;
  }

  #took(items: number): void {
    this.#takenItems += items;
    this.#onTaken(items);
  }

  #soundPart(payload: Payload): Payload {
    const broken = this.#broken;
    if (broken === undefined) return payload;
    const sound = payload.filter((range) => !broken.has(range));
    return sound.encoded().length === payload.encoded().length ? payload : sound;
  }
}
