import { Agent, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What is offered, and how fast. */
export interface SteadyLoadOptions {
  /** `host:port`. */
  readonly listener: string;
  readonly path: string;
  /** The same for each request. */
  readonly body: Uint8Array;
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/** How requests were answered. */
export interface OfferedLoad {
  offered: number;
  /** By status; 0: no answer. */
  readonly answers: Map<number, number>;
  /** Not offered, because too many requests were without an answer. */
  heldBack: number;
}

/** Requests without an answer, at most: what a farm of clients would have under way. */
const mostUnderWay = 512;
/** How often requests are begun that are due by then. */
const stepMs = 5;

/**
 * Offers requests at a rate that does not care how they are answered, as many clients together do: none of them waits,
 * or sends again. Resolves when the last one has its answer.
 */
export async function offerLoad(options: SteadyLoadOptions): Promise<OfferedLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const load: OfferedLoad = { offered: 0, answers: new Map(), heldBack: 0 };
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  let begun = 0;
  for (let elapsed = 0; elapsed < options.seconds; elapsed = (performance.now() - began) / 1_000) {
    for (const due = elapsed * options.requestsPerSecond; begun < due; begun++) {
      if (underWay.size >= mostUnderWay) {
        load.heldBack++;
        continue;
      }
      load.offered++;
      const done = post(agent, options).then((status) => {
        load.answers.set(status, (load.answers.get(status) ?? 0) + 1);
        underWay.delete(done);
      });
      underWay.add(done);
    }
    await sleep(stepMs);
  }
  await Promise.all(underWay);
  agent.destroy();
  return load;
}

/** Resolves to the status, 0 where no answer came. */
function post(agent: Agent, { listener, path, body }: SteadyLoadOptions): Promise<number> {
  const [host, port] = listener.split(":");
  const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
  return new Promise((resolve) => {
    const request = httpRequest({ agent, host, port, path, method: "POST", headers });
    request.once("error", () => resolve(0));
    request.once("response", (response) => {
      response.resume();
      response.once("error", () => resolve(0));
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
    request.end(body);
  });
}
