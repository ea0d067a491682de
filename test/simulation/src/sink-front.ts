import { gunzipSync } from "node:zlib";
import type { HttpRequest } from "@genai-collector/component";
import { plantedTexts } from "@genai-collector/simulator";
import type { Answer, SeededRandom, Sender, World } from "@genai-collector/testkit";
import protobuf from "protobufjs";
import type { Report } from "./violations.ts";

/** What goes wrong with any one request: chances, on top of outages. */
export interface SinkMood {
  /** It stores, and the answer never arrives. */
  readonly lost: number;
  /** It stores, and the answer breaks off. */
  readonly cut: number;
  /** It stores, and takes its time. */
  readonly slow: number;
  /** 429 with Retry-After. */
  readonly throttled: number;
  /** 503. */
  readonly busy: number;
}

export const usualMood: SinkMood = { lost: 0.01, cut: 0.005, slow: 0.01, throttled: 0.01, busy: 0.01 };
export const wellBehaved: SinkMood = { lost: 0, cut: 0, slow: 0, throttled: 0, busy: 0 };

/**
 * How a sink is down. Three are not: `too old` refuses for good every request with a point that is older than half an
 * hour, `partial` stores the rest of it and says how many it rejected, `413` takes ten items at a time.
 */
export const outageKinds = [
  "503",
  "429",
  "401",
  "500",
  "refused",
  "reset",
  "silent",
  "too old",
  "partial",
  "413",
] as const;

export type OutageKind = (typeof outageKinds)[number];

/** Most items that a sink takes at a time while it answers 413. */
export const mostItems = 10;

/** No request of the usual setups is larger: a hundred minutes of every series. */
const largestRequest = 1_048_576;

/** A request that a sink may take. */
export interface SinkCall {
  readonly request: HttpRequest;
  readonly sender: Sender;
  /** Decompressed. */
  readonly body: Uint8Array;
  readonly outage: OutageKind | undefined;
  /** The answer will not arrive as a whole. */
  readonly isUnheard: boolean;
  /** The answer arrives where it says what was rejected. */
  readonly isTold: boolean;
  /** Until it is answered. */
  readonly delayMs: number;
}

/** What became of it. */
export interface SinkVerdict {
  /** It takes nothing of the request, and answers so. */
  readonly refusal?: Answer;
  /** Items that it leaves out of what it takes. */
  readonly rejected?: number;
}

export interface SinkFrontOptions {
  readonly name: string;
  take(call: SinkCall): SinkVerdict;
  /** It said that it will never take so many items. */
  rejected?(items: number): void;
  /** No request is larger, in bytes. Default 1 MiB. */
  readonly mostBytes?: number;
  readonly report: Report<"memory is bounded" | "content-free">;
}

/** The door of an OTLP sink in the world outside: decides which requests get through, and how they are answered. */
export class SinkFront {
  readonly name: string;
  mood = wellBehaved;
  requests = 0;
  /** Requests that it did not take. */
  refusals = 0;
  readonly #options: SinkFrontOptions;
  readonly #world: World;
  readonly #random: SeededRandom;
  #outage: { readonly kind: OutageKind; end(): void } | undefined;

  constructor(world: World, options: SinkFrontOptions) {
    this.name = options.name;
    this.#options = options;
    this.#world = world;
    this.#random = world.random.fork(`sink ${options.name}`);
    world.route(this.#url, (request, _now, sender) => this.#answer(request, sender));
  }

  get isDown(): boolean {
    return this.#outage !== undefined;
  }

  /** Is down for a while; an outage that is on ends. */
  outage(kind: OutageKind, forMs: number): void {
    this.#outage?.end();
    const onTheWay = kind === "refused" || kind === "reset" ? kind : undefined;
    const repair = onTheWay === undefined ? undefined : this.#world.network.fault({ kind: onTheWay, match: this.#url });
    const outage = {
      kind,
      end: (): void => {
        if (this.#outage === outage) this.#outage = undefined;
        repair?.();
      },
    };
    this.#outage = outage;
    this.#world.after(forMs, outage.end);
  }

  get #url(): string {
    return `https://${this.name}.example/`;
  }

  #answer(request: HttpRequest, sender: Sender): Answer {
    this.requests++;
    const body = bodyOf(request);
    this.#look(body);
    const luck = this.#fortune();
    const answer = refusalOf(this.#outage?.kind, luck) ?? this.#take({ request, sender, body }, luck);
    if ((answer.status ?? 200) >= 400) this.refusals++;
    return answer;
  }

  #take(call: Pick<SinkCall, "request" | "sender" | "body">, luck: keyof SinkMood | undefined): Answer {
    const { take, rejected: tell } = this.#options;
    const isUnheard = luck === "lost" || luck === "cut" || call.sender.isStray;
    const isTold = luck !== "lost" && !call.sender.isStray;
    const delayMs = luck === "slow" ? 6_000 : 0;
    const verdict = take({ ...call, outage: this.#outage?.kind, isUnheard, isTold, delayMs });
    if (verdict.refusal !== undefined) return verdict.refusal;
    if (luck === "lost") return { lost: true };
    const { rejected = 0 } = verdict;
    // A success that cannot be read is a success all the same: an answer that has something to tell stays whole.
    if (luck === "cut" && rejected === 0) return { body: new Uint8Array(64), cutAfterBytes: 10 };
    if (isTold) tell?.(rejected);
    return { ...partialSuccess(rejected), delayMs };
  }

  #fortune(): keyof SinkMood | undefined {
    let luck = this.#random.next();
    for (const kind of ["lost", "cut", "slow", "throttled", "busy"] as const) {
      luck -= this.mood[kind];
      if (luck < 0) return kind;
    }
    return undefined;
  }

  #look(body: Uint8Array): void {
    const { report, mostBytes = largestRequest } = this.#options;
    if (body.length > mostBytes)
      report("memory is bounded", this.name, `a request has ${body.length} bytes, more than ${mostBytes}`);
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    for (const planted of plantedTexts)
      if (text.includes(planted)) report("content-free", this.name, `"${planted}" reached the sink`);
  }
}

/** What is not even looked at. */
function refusalOf(outage: OutageKind | undefined, luck: keyof SinkMood | undefined): Answer | undefined {
  switch (outage) {
    case "too old":
    case "413":
      return undefined;
    // What the network delivers twice, or late, passes the fault on the way: the sink is not there for it either.
    case "refused":
    case "reset":
      return { lost: true };
    case "silent":
      return { status: 503, delayMs: 120_000 };
    case "429":
      return { status: 429, headers: { "retry-after": "60" } };
    case undefined:
    case "partial":
      if (luck === "throttled") return { status: 429, headers: { "retry-after": "3" } };
      return luck === "busy" ? { status: 503 } : undefined;
    default:
      return { status: Number(outage) };
  }
}

/** An export's response: the number of rejected items in field 1 of field 1. */
function partialSuccess(rejected: number): Answer {
  if (rejected === 0) return {};
  const inner = protobuf.Writer.create().uint32(8).int64(rejected).finish();
  const body = protobuf.Writer.create().uint32(10).bytes(inner).finish();
  return { headers: { "content-type": "application/x-protobuf" }, body };
}

function bodyOf({ body, headers }: HttpRequest): Uint8Array {
  const bytes = Buffer.concat(body ?? []);
  return headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
}
