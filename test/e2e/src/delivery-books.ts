import { numbersOf, type NumberedSignal } from "./numbered-items.ts";
import type { OtlpSink, SinkAnswer, SinkRequest } from "./otlp-sink.ts";
import type { TakenItems } from "./push-loop.ts";

/** A request that the sink keeps, and when its sender may have known. By `performance.now()`. */
interface Arrival {
  readonly signal: NumberedSignal;
  readonly body: Uint8Array;
  readonly at: number;
  /** Infinity: it got no answer, or one that came too late. */
  readonly answeredAt: number;
}

/** What a comparison of what was promised with what arrived found. Items, unless it says otherwise. */
export interface Reconciled {
  readonly arrived: number;
  /** Promised, and not there; with when they were promised. */
  readonly missing: readonly { readonly item: number; readonly at: number }[];
  /** Arrivals behind the first one. */
  readonly repeated: number;
  /** Longest time, in milliseconds, between an answer and the break that it got lost in. */
  readonly forgottenMs: number;
  /** Repeated though the sink's answer had long been there, and nothing broke since. */
  readonly unexcused: readonly number[];
}

/** How long before a break an answer may have come, so that its process did not get to read it, or write it down. */
const mostForgottenMs = 1_000;

/** What a sink took, by its own account. */
export class DeliveryBooks {
  /** When answers may have got lost: a collector died, or its connections broke. By `performance.now()`, ascending. */
  readonly breaks: number[] = [];
  readonly #arrivals: Arrival[] = [];

  /** Writes down what the sink takes. `decide` says what it answers; later than `tooLateMs` is no answer. */
  keep(sink: OtlpSink, decide: (request: SinkRequest) => SinkAnswer, tooLateMs: number): void {
    sink.answer = (request) => {
      const answer = decide(request);
      const { status = 200, delayMs = 0, losesAnswer = false } = answer;
      if (status === 200) {
        const at = performance.now();
        const isAnswered = !losesAnswer && delayMs < tooLateMs;
        const { body, signal } = request;
        const answeredAt = isAnswered ? at + delayMs : Infinity;
        this.#arrivals.push({ signal: signal as NumberedSignal, body, at, answeredAt });
      }
      return answer;
    };
  }

  /** Compares items of a signal that clients were told are taken with what arrived. */
  reconcile(signal: NumberedSignal, promised: readonly TakenItems[]): Reconciled {
    const last = new Map<number, Arrival>();
    let [repeated, forgottenMs] = [0, 0];
    const unexcused: number[] = [];
    for (const arrival of this.#arrivals.filter((each) => each.signal === signal)) {
      for (const item of numbersOf(signal, arrival.body)) {
        const before = last.get(item);
        last.set(item, arrival);
        if (before === undefined) continue;
        repeated++;
        if (!this.#isExcused(before, arrival)) unexcused.push(item);
        else if (before.answeredAt !== Infinity)
          forgottenMs = Math.max(forgottenMs, this.#forgottenMs(before, arrival));
      }
    }
    return { arrived: last.size, missing: missingOf(promised, last), repeated, forgottenMs, unexcused };
  }

  /** Whether the sender could not know, when it sent again, that the sink had it. */
  #isExcused(before: Arrival, again: Arrival): boolean {
    return before.answeredAt === Infinity || this.#forgottenMs(before, again) < mostForgottenMs;
  }

  /** How long the sink's answer was there before the break that it got lost in; Infinity: nothing broke in between. */
  #forgottenMs(before: Arrival, again: Arrival): number {
    const broke = this.breaks.find((at) => at > before.at && at < again.at);
    return broke === undefined ? Infinity : broke - before.answeredAt;
  }
}

function missingOf(promised: readonly TakenItems[], arrived: ReadonlyMap<number, unknown>): Reconciled["missing"] {
  return promised.flatMap(({ first, count, at }) =>
    Array.from({ length: count }, (_, index) => first + index)
      .filter((item) => !arrived.has(item))
      .map((item) => ({ item, at })),
  );
}
