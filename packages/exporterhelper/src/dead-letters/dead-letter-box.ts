import {
  deadLetters,
  type ComponentId,
  type Coverage,
  type DeadLetter,
  type DeadLetters,
  type Host,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { merge } from "@genai-collector/pdata";
import type { ExporterInstruments } from "../telemetry.ts";
import type { Losses } from "./losses.ts";
import { reasonOfLoss, type ReasonOfLoss } from "./reason-of-loss.ts";

/** What waits for a letter to be on disk waits no longer: a disk that hangs holds up nobody. */
const longestWaitMs = 2_000;

/** Puts what one exporter lost into its dead-letter store, and counts how that went. */
export class DeadLetterBox {
  readonly #settings: Settings<ExporterInstruments>;
  readonly #id: ComponentId | undefined;
  #store: DeadLetters | undefined;
  #settled: Promise<void> | undefined;

  /** `id`: of the extension that keeps letters. Without one, nothing is kept or counted. */
  constructor(settings: Settings<ExporterInstruments>, id: ComponentId | undefined) {
    this.#settings = settings;
    this.#id = id;
  }

  /** Throws where the extension is not there. */
  open(host: Host): void {
    if (this.#id !== undefined) this.#store = host.extension(deadLetters, this.#id);
  }

  /** Whether anything is kept. */
  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  /** Resolves when everything that was given before is kept, or could not be, or hangs. Undefined: there is nothing. */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  /** Undefined where there is nothing to keep. The promise resolves soon, whatever happens, and never rejects. */
  keep({ known, unknownItems }: Losses, coverage: Coverage | undefined): Promise<void> | undefined {
    const store = this.#store;
    if (store === undefined) return undefined;
    if (unknownItems > 0) this.#count(unknownItems, "unidentified");
    if (known.length === 0) return undefined;
    const kept = this.#soon(
      this.#letters(known, coverage).map((letter) => this.#put(store, letter, letter.payload.items)),
    );
    const all = Promise.all([kept, this.#settled]).then(() => {
      if (this.#settled === all) this.#settled = undefined;
    });
    this.#settled = all;
    return kept;
  }

  /** One for each reason. */
  #letters(known: Losses["known"], coverage: Coverage | undefined): readonly DeadLetter[] {
    const { id, paths, runtime } = this.#settings;
    const groups = new Map<string, { readonly reason: ReasonOfLoss; readonly payloads: Payload[] }>();
    for (const loss of known) {
      const reason = reasonOfLoss(loss);
      const key = JSON.stringify([reason.reason, reason.code, reason.kind, reason.status]);
      const group = groups.get(key) ?? { reason, payloads: [] };
      group.payloads.push(loss.payload);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ reason, payloads }) => {
      const payload = merge(payloads);
      const pipelines = paths.filter(({ signal }) => signal === payload.signal).map(({ pipeline }) => pipeline);
      return { payload, exporter: id, pipelines, ...reason, coverage, at: runtime.clock.now() };
    });
  }

  async #put(store: DeadLetters, letter: DeadLetter, items: number): Promise<void> {
    let isKept = false;
    try {
      isKept = await store.keep(letter);
    } catch (err) {
      // It promised not to; what becomes of the way to the sink must not hang on it.
      this.#settings.logger.error({ err, dropped_items: items }, "The dead-letter store failed");
    }
    this.#count(items, isKept ? "kept" : "not_kept");
  }

  #count(items: number, outcome: "kept" | "not_kept" | "unidentified"): void {
    this.#settings.instruments.dead_letter_items.record(items, { outcome });
  }

  #soon(puts: readonly Promise<void>[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#settings.runtime.timers.after(longestWaitMs, resolve);
    void Promise.all(puts).then(() => {
      cancel();
      resolve();
    });
    return promise;
  }
}
