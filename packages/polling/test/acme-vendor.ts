import type { HttpRequest, Instant } from "@genai-collector/component";
import { jsonAnswer, type Answer, type World } from "@genai-collector/testkit";

const minute = 60_000;
export const vendorUrl = "https://api.acme.example";

/** One request, as the vendor saw it. Times are true times. */
export interface Asked {
  readonly path: string;
  readonly at: Instant;
  readonly from: Instant;
  readonly to: Instant;
  readonly pass: string;
  readonly cursor: string | undefined;
}

/** Repeatable noise in [0, 1). */
export function noise(...seed: readonly number[]): number {
  let hash = 2_166_136_261;
  for (const part of seed) {
    hash = Math.imul(hash ^ (part | 0), 16_777_619);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** What a minute is in the end. */
function truthOf(end: Instant, pass: string): number {
  return 1 + Math.floor(noise(end / minute, pass.length) * 1_000);
}

/** Ids of the events in (from, to] that the vendor knows of at `seenAt`: each arrives up to three minutes late. */
function eventsIn(from: Instant, to: Instant, seenAt: Instant): { readonly id: string; readonly at: Instant }[] {
  const found = [];
  for (let start = Math.floor(from / minute) * minute; start <= to; start += minute) {
    for (let i = 0; i < Math.floor(noise(start / minute, 77) * 6); i++) {
      const at = start + Math.floor(noise(start / minute, i, 5) * minute);
      const arrives = at + noise(start / minute, i, 6) * 3 * minute;
      if (at > from && at <= to && arrives <= seenAt) found.push({ id: `${start / minute}-${i}`, at });
    }
  }
  return found;
}

function usageIn(asked: Asked, now: Instant, lagMs: number): unknown {
  const rows = [];
  for (let end = asked.from + minute; end <= asked.to; end += minute) {
    const age = now - end;
    if (age < -minute) continue;
    const share = Math.min(1, Math.max(0, (age + minute) / (lagMs + minute)));
    const truth = truthOf(end, asked.pass);
    rows.push({ end, requests: share >= 1 ? truth : Math.floor(truth * share * 0.99) });
  }
  return rows;
}

function pageIn(asked: Asked, now: Instant, pageSize: number): unknown {
  const all = eventsIn(asked.from, asked.to, now);
  const begin = Number(asked.cursor ?? 0);
  const end = begin + pageSize;
  return { items: all.slice(begin, end), next: end < all.length ? String(end) : undefined };
}

function askedOf(url: URL, at: Instant): Asked {
  return {
    path: url.pathname,
    at,
    from: Number(url.searchParams.get("from")),
    to: Number(url.searchParams.get("to")),
    pass: url.searchParams.get("pass") ?? "",
    cursor: url.searchParams.get("cursor") ?? undefined,
  };
}

/** What Acme answers on a good day: minutes change for eight minutes after their end. */
export function acmeAnswer(url: URL, now: Instant, { lagMs = 8 * minute, pageSize = 20 } = {}): unknown {
  const asked = askedOf(url, now);
  return asked.path === "/events" ? pageIn(asked, now, pageSize) : usageIn(asked, now, lagMs);
}

/** Acme's API: usage by minute, events, and everything that may be wrong with it. */
export class AcmeVendor {
  /** How long after its end a minute still changes. */
  lagMs = 8 * minute;
  /** How far its clock is ahead of the true time. */
  skewMs = 0;
  /** How long it takes to answer. The data are those of the moment when it was asked. */
  delayMs = 0;
  pageSize = 20;
  /** Answers in place of the API, where it returns something. */
  instead: (asked: Asked) => Answer | undefined = () => undefined;
  readonly asked: Asked[] = [];
  readonly truth = (end: Instant, pass = ""): number => truthOf(end, pass);
  readonly events = eventsIn;

  constructor(world: World) {
    world.route(vendorUrl, (request, now) => this.#answer(request, now));
  }

  #answer(request: HttpRequest, trueNow: Instant): Answer {
    const url = new URL(request.url);
    const asked = askedOf(url, trueNow);
    this.asked.push(asked);
    const instead = this.instead(asked);
    if (instead !== undefined) return instead;
    const now = trueNow + this.skewMs;
    // Its clock when it answers, not when it was asked.
    const headers = { date: new Date(now + this.delayMs).toUTCString() };
    return jsonAnswer(acmeAnswer(url, now, this), { headers, delayMs: this.delayMs });
  }
}
