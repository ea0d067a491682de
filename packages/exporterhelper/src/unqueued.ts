import type { BatchContext, Payload, Settings } from "@genai-collector/component";
import type { Delivery } from "./delivery.ts";
import { InFlight } from "./in-flight.ts";
import type { SendingQueue } from "./queue/sending-queue.ts";

/** No queue: who sends waits, whatever the context asks; there is nothing in between that could answer for it. */
export class Unqueued implements SendingQueue {
  readonly #settings: Settings;
  readonly #delivery: Delivery;
  readonly #inFlight: InFlight;

  constructor(settings: Settings, delivery: Delivery) {
    this.#settings = settings;
    this.#delivery = delivery;
    this.#inFlight = new InFlight(settings.runtime.timers);
  }

  async consume(payload: Payload, { coverage, client, signal }: BatchContext): Promise<void> {
    const parcel = { payload, coverage, client };
    const send = (until: AbortSignal) => this.#delivery.send(parcel, until);
    const outcome = await this.#inFlight.run(send, signal, this.#settings.lifetime);
    if (outcome.error === undefined) return;
    await this.#delivery.failed(parcel, outcome, 0);
    throw outcome.error;
  }

  shutdown(signal: AbortSignal): Promise<void> {
    return this.#inFlight.drain(signal);
  }
}
