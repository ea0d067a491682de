import { CollectorError } from "@genai-collector/component";
import { ServiceCalls, type Service } from "@genai-collector/config/service-calls";
import { NetworkError } from "./virtual-connection.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import type { World } from "./world.ts";

/** A trouble of a virtual server. */
export interface ServiceFault {
  /** The name of the calls, `kubernetes.replace` for example, or a pattern of it. Every call when absent. */
  readonly call?: string | RegExp;
  /** Whether calls of this object, or `pk`, are concerned. */
  readonly about?: (name: string) => boolean;
  /**
   * Without an effect: `unavailable` (503), `throttled` (429, or its like), `refused` (403), `hang` (no answer),
   * `unreachable` (nobody listens).
   * With one: `lost` (the connection breaks instead of the answer), `silent` (no answer), `late` (it happens `lateMs`
   * later, even when its client has given up).
   */
  readonly kind: "unavailable" | "throttled" | "refused" | "hang" | "unreachable" | "lost" | "silent" | "late";
  /** The machine that calls; any when absent. */
  readonly from?: string;
  /** What a client that is throttled is told to wait. */
  readonly retryAfterMs?: number;
  /** 5 s when absent. */
  readonly lateMs?: number;
  /** 1 when absent. */
  readonly probability?: number;
  /** How often, at most. Always when absent. */
  readonly times?: number;
}

/** One call, as the server sees it. */
export interface ServiceCall {
  readonly name: string;
  /** The object's name, or `pk`. */
  readonly about: string;
  /** The machine that it came from. */
  readonly from: string;
}

const usualLateMs = 5_000;

/** A server in a world, with a protocol of its own: what may go wrong on its side. */
export class VirtualService {
  readonly world: World;
  readonly host: string;
  readonly service: Service;
  readonly #faults = new Set<ServiceFault & { left: number }>();
  /** Told of every call that arrives. */
  onCall: ((call: ServiceCall) => void) | undefined;

  constructor(world: World, host: string, service: Service) {
    this.world = world;
    this.host = host;
    this.service = service;
  }

  /** Lets something go wrong. Returns the repair. */
  fault(fault: ServiceFault): () => void {
    const active = { ...fault, left: fault.times ?? Infinity };
    this.#faults.add(active);
    return () => this.#faults.delete(active);
  }

  /** Serves one call that has arrived: its effect, unless a fault says otherwise. */
  async serve<T>(call: ServiceCall, effect: () => T): Promise<T> {
    this.onCall?.(call);
    const fault = this.#faultFor(call);
    if (fault === undefined) return effect();
    const { kind, lateMs = usualLateMs } = fault;
    if (kind === "late") {
      await this.world.wait(lateMs);
      return effect();
    }
    if (kind === "lost" || kind === "silent") effect();
    if (kind === "lost") throw new NetworkError("ECONNRESET", `${this.host} broke the connection`);
    if (kind === "hang" || kind === "silent") return new Promise<T>(() => undefined);
    if (kind === "unreachable") throw new NetworkError("ECONNREFUSED", `nobody listens on ${this.host}`);
    throw this.#failure(fault, call);
  }

  #failure({ kind, retryAfterMs }: ServiceFault, { name, about }: ServiceCall): CollectorError {
    const { unavailable, refused } = this.service;
    const message = `cannot ${name} ${about} at ${this.service.name}: ${kind}`;
    if (kind === "refused") return new CollectorError(refused, message, { kind: "misconfigured" });
    return new CollectorError(unavailable, message, { kind: "retryable", retryAfterMs });
  }

  #faultFor(call: ServiceCall): ServiceFault | undefined {
    for (const fault of this.#faults) {
      const { probability = 1 } = fault;
      if (fault.left <= 0 || !isMeant(fault, call)) continue;
      if (!this.world.random.chance(probability)) continue;
      fault.left--;
      return fault;
    }
    return undefined;
  }
}

function isMeant({ call, about, from }: ServiceFault, asked: ServiceCall): boolean {
  const isCall = typeof call === "string" ? call === asked.name : call?.test(asked.name) !== false;
  return isCall && about?.(asked.about) !== false && (from ?? asked.from) === asked.from;
}

/** What one process calls a virtual server with: each call goes through its seam and the world's network. */
export class VirtualServiceClient {
  readonly #service: VirtualService;
  readonly #runtime: VirtualRuntime;
  readonly #calls: ServiceCalls;
  readonly #forget: () => void;

  /** `timeoutMs`: for each call. */
  constructor(service: VirtualService, runtime: VirtualRuntime, timeoutMs: number) {
    this.#service = service;
    this.#runtime = runtime;
    this.#calls = new ServiceCalls(runtime, service.service, timeoutMs);
    this.#forget = runtime.opened(`client of ${service.host}`);
  }

  /** `name` is the seam's: `kubernetes.get`. The effect happens at once where it happens. */
  call<T>(name: string, about: string, signal: AbortSignal, effect: () => T): Promise<T> {
    const { host, world } = this.#service;
    const from = this.#runtime.host;
    const what = `${name} ${about}`;
    return this.#calls.run(what, signal, (deadline) => {
      const serve = (): Promise<T> => this.#service.serve({ name, about, from }, effect);
      return this.#runtime.call(name, () => world.network.carry(from, host, deadline, serve), about);
    });
  }

  close(): void {
    this.#calls.close();
    this.#forget();
  }
}
