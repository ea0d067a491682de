import { hash01 } from "../hash.ts";
import { planted } from "../planted.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** A saved prompt that a request used: its three names are there together, or none is. */
export interface SavedPrompt {
  readonly slug: string;
  readonly id: string;
  readonly versionId: string;
}

const minuteMs = 60_000;
const useCases = ["support-chat", "billing-bot", "document-search", "code-review", "nightly-summaries"];
const teams = ["payments", "platform", "research"];
const prompts = ["pp-triage-9c1", "pp-summary-40e", "pp-translate-b7a"];
const labels = ["checkout-flow", "nightly batch", "Prüfung", "retry/3", "東京-demo"];
const failures = [400, 429, 500, 503];
const cacheStates = ["MISS", "MISS", "MISS", "HIT", "SEMANTIC HIT", "DISABLED"];
const modes = ["single", "single", "fallback", "loadbalance"];

/**
 * What a request was beside what analytics sum: its names, tags and outcome. Each follows from the seed, the request's
 * minute and its number, so that nothing has to be kept.
 */
export class RequestDetails {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A UUID: from minute and number, so that no two requests share one. */
  id(request: SimulatedRequest): string {
    const minute = hex(Math.floor(request.time / minuteMs), 8);
    const number = hex(request.number, 8);
    const rest = hex(this.#draw(request, 40) * 2 ** 32, 8);
    return `${minute}-${number.slice(0, 4)}-4${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6)}00${number}`;
  }

  /** Some 55 % are UUIDs; the others are what callers thought of. */
  traceId(request: SimulatedRequest): string {
    if (this.#draw(request, 41) >= 0.55)
      return `${pick(labels, this.#draw(request, 42))}-${Math.floor(this.#draw(request, 43) * 1_000)}`;
    const [a, b, c, d] = [44, 45, 46, 47].map((what) => hex(this.#draw(request, what) * 2 ** 32, 8));
    return `${a}-${b!.slice(0, 4)}-4${b!.slice(5)}-9${c!.slice(1, 4)}-${c!.slice(4)}${d}`;
  }

  statusCode(request: SimulatedRequest): number {
    return request.isError ? pick(failures, this.#draw(request, 48)) : 200;
  }

  cacheStatus(request: SimulatedRequest): string {
    return pick(cacheStates, this.#draw(request, 49));
  }

  mode(request: SimulatedRequest): string {
    return pick(modes, this.#draw(request, 50));
  }

  /** The saved prompt; most requests use none. */
  prompt(request: SimulatedRequest): SavedPrompt | undefined {
    if (this.#draw(request, 51) >= 0.3) return undefined;
    const slug = pick(prompts, this.#draw(request, 52));
    const version = 1 + Math.floor(this.#draw(request, 53) * 4);
    return { slug, id: `prompt-${slug.slice(-3)}`, versionId: `prompt-${slug.slice(-3)}-v${version}` };
  }

  /** What the caller tagged it with: names of few values, one of many, and content that must not leave. */
  metadata(request: SimulatedRequest): Readonly<Record<string, string>> {
    const useCase = this.#draw(request, 54);
    const team = this.#draw(request, 55);
    return {
      environment: this.#draw(request, 56) < 0.9 ? "production" : "staging",
      ...(useCase < 0.8 ? { use_case: pick(useCases, useCase / 0.8) } : {}),
      ...(team < 0.9 ? { team: pick(teams, team / 0.9) } : {}),
      session: `session-${hex(this.#draw(request, 57) * 2 ** 24, 6)}`,
      owner: planted.person,
      last_question: planted.content,
    };
  }

  /** The gateway's name for the provider's key; the key itself stays in the gateway. */
  virtualKey(request: SimulatedRequest): string {
    return `${request.org}-${request.workspace}-${hex(hash01(this.#seed, request.org.length, 58) * 2 ** 24, 6)}`;
  }

  /** Whether something rare is so, for about that share of the requests. `what` tells one such question from another. */
  isOne(request: SimulatedRequest, what: number, share: number): boolean {
    return this.#draw(request, what) < share;
  }

  #draw({ time, number }: SimulatedRequest, what: number): number {
    return hash01(this.#seed, Math.floor(time / minuteMs), number, what);
  }
}

function pick<T>(from: readonly T[], luck: number): T {
  return from[Math.floor(luck * from.length)]!;
}

function hex(number: number, digits: number): string {
  return Math.floor(number).toString(16).padStart(digits, "0");
}
