import type { SeededRandom, World } from "@genai-collector/testkit";
import { pushEndpoint } from "./configuration-file.ts";
import type { PushedBooks, PushedRequest } from "./pushed-books.ts";
import { encodeLogs, rejectedBy } from "./pushed-logs.ts";
import type { PushedSetup } from "./setup.ts";
import type { Report } from "./violations.ts";

/** An SDK waits so long for an answer. */
const patienceMs = 10_000;
/** How often it sends a request before it gives it up. */
const mostAttempts = 5;
const firstWaitMs = 2_000;
/** Requests at a time, and records of one, at most. */
const mostAtOnce = 3;
const mostItems = 6;

export interface ApplicationOptions {
  readonly setup: PushedSetup;
  readonly books: PushedBooks;
  /** Which process of the collector is there; undefined: none. */
  life(): number | undefined;
  /** Whether it stood still at any time since then: who asked it had to wait. */
  wasStoppedSince(at: number): boolean;
  readonly report: Report;
}

type Answer = { readonly kind: "accepted"; readonly rejected: number } | Refusal | { readonly kind: "unheard" };

interface Refusal {
  readonly kind: "refused";
  readonly isForGood: boolean;
  readonly waitMs: number;
}

/** An application that pushes logs as SDKs do: again where it may, and then no more. */
export class SimulatedApplication {
  readonly #world: World;
  readonly #options: ApplicationOptions;
  readonly #random: SeededRandom;
  #pushed = 0;
  #isOver = false;

  constructor(world: World, options: ApplicationOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = world.random.fork("application");
  }

  /** Pushes from now on. */
  begin(): void {
    this.#world.after(2 * this.#options.setup.everyMs * this.#random.next(), () => {
      if (this.#isOver) return;
      for (let requests = 1 + this.#random.below(mostAtOnce); requests > 0; requests--) this.push();
      this.begin();
    });
  }

  /** Pushes nothing new. */
  end(): void {
    this.#isOver = true;
  }

  /** Sends one request, and again until it is taken or given up. */
  push(items = 1 + this.#random.below(mostItems)): void {
    void this.#push({ items: Array.from({ length: items }, () => `item-${++this.#pushed}`) });
  }

  async #push(request: PushedRequest): Promise<void> {
    const body = encodeLogs("app", request.items, this.#world.now);
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const answer = await this.#attempt(request, body);
      if (answer.kind === "accepted" || (answer.kind === "refused" && answer.isForGood)) return;
      const waitMs = firstWaitMs * 2 ** attempt * (0.5 + this.#random.next());
      await this.#world.wait(Math.max(waitMs, answer.kind === "refused" ? answer.waitMs : 0));
    }
  }

  async #attempt(request: PushedRequest, body: Uint8Array): Promise<Answer> {
    const { books, life } = this.#options;
    const asked = life();
    books.sent(request);
    const answer = await this.#exchange(body, asked);
    const isOver = asked === undefined || life() !== asked;
    if (answer.kind === "accepted") books.accepted(request, answer.rejected, isOver);
    else books[answer.kind](request, isOver);
    return answer;
  }

  async #exchange(body: Uint8Array, asked: number | undefined): Promise<Answer> {
    const { setup, life, wasStoppedSince, report } = this.#options;
    const began = this.#world.now;
    const sender = new AbortController();
    const cancel = this.#world.after(patienceMs, () => sender.abort());
    const headers = { "content-type": "application/x-protobuf", "content-length": String(body.length) };
    try {
      const request = { method: "POST", url: pushEndpoint, headers, body: [body], signal: sender.signal };
      const { status, headers: told, chunks } = await this.#world.network.exchange(request, "localhost");
      const parts: Uint8Array[] = [];
      for await (const part of chunks) parts.push(part);
      return answerOf(status, told, Buffer.concat(parts));
    } catch {
      const isLate = sender.signal.aborted && asked !== undefined && life() === asked && !wasStoppedSince(began);
      if (isLate && setup.acknowledge === "accepted")
        report("alive", "otlp", `a client had no answer for ${patienceMs / 1_000} s`);
      return { kind: "unheard" };
    } finally {
      cancel();
    }
  }
}

function answerOf(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): Answer {
  if (status === 200) return { kind: "accepted", rejected: rejectedBy(body) };
  const isForGood = ![429, 502, 503, 504].includes(status);
  return { kind: "refused", isForGood, waitMs: 1_000 * Number(headers["retry-after"] ?? 0) };
}
