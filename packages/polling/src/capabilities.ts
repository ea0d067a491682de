import { capabilityOfError, type CapabilityState } from "./capability-state.ts";
import { EndpointCapability, type Asker, type CapabilitySink } from "./endpoint-capability.ts";

/** Endpoints that a receiver did not declare: their names would be no closed list. */
export const otherEndpoint = "other";

export interface CapabilitiesOptions extends CapabilitySink {
  readonly endpoints: readonly string[];
  /** What only the vendor's error says; asked first. */
  readonly capabilityOf: ((error: unknown) => CapabilityState | undefined) | undefined;
}

/** What each endpoint of one source gives us. */
export class Capabilities {
  readonly #options: CapabilitiesOptions;
  readonly #endpoints = new Map<string, EndpointCapability>();

  constructor(options: CapabilitiesOptions) {
    this.#options = options;
  }

  answered(asker: Asker, endpoint: string, items: number | undefined): void {
    this.#endpoint(endpoint).note(asker, { isAnswer: true, items });
  }

  /** What was given up, and bugs of ours, say nothing of the endpoint. */
  failed(asker: Asker, endpoint: string, error: unknown): void {
    const state = this.#options.capabilityOf?.(error) ?? capabilityOfError(error);
    if (state !== undefined) this.#endpoint(endpoint).note(asker, { isAnswer: false, error, state });
  }

  /** Another process takes over. */
  clear(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.clear();
  }

  #endpoint(name: string): EndpointCapability {
    const declared = this.#options.endpoints.includes(name) ? name : otherEndpoint;
    const known = this.#endpoints.get(declared) ?? new EndpointCapability(declared, this.#options);
    this.#endpoints.set(declared, known);
    return known;
  }
}
