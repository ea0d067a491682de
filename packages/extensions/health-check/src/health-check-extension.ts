import {
  provide,
  statusWatcher,
  type Component,
  type Host,
  type Listener,
  type Provided,
  type Settings,
} from "@genai-collector/component";
import { openListener } from "@genai-collector/config/listener";
import type { ComponentBoard } from "./component-board.ts";
import type { ProbeService } from "./probe-service.ts";

/** Listens to what the service says of the collector, and serves it, over one or more protocols. */
export class HealthCheckExtension implements Component {
  readonly provided: readonly Provided[];
  readonly #settings: Settings;
  readonly #services: readonly ProbeService[];
  readonly #begin: (host: Host) => void;
  #listeners: Pick<Listener, "close">[] = [];

  /** `begin` is called at start, before anything listens. */
  constructor(
    settings: Settings,
    board: ComponentBoard,
    services: readonly ProbeService[],
    begin: (host: Host) => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#services = services;
    this.#begin = begin;
    this.provided = [provide(statusWatcher, board)];
  }

  /** Rejects where a certificate cannot be read, an address cannot be had, or an authenticator is not there. */
  async start(host: Host): Promise<void> {
    this.#begin(host);
    try {
      for (const service of this.#services) await this.#listen(service, host);
    } catch (error) {
      // One may be listening when the other fails: nothing is left behind.
      await this.shutdown(AbortSignal.abort());
      throw error;
    }
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const service of this.#services) service.close();
    await Promise.all(listeners.map((listener) => listener.close(signal)));
  }

  async #listen(service: ProbeService, host: Host): Promise<void> {
    const { title, place, config, options } = service;
    service.open(host);
    const listener = await openListener(this.#settings, config, place, options, service.handle);
    this.#listeners.push(listener);
    this.#settings.logger.info({ endpoint: listener.endpoint }, `Starting ${title}`);
  }
}
