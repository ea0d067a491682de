/** How something came to a sink. */
export interface Arrival {
  /** True time, in milliseconds since 1970 UTC. */
  readonly at: number;
  /** Which process of the collector sent it. */
  readonly life: number;
  /** The answer will arrive. */
  readonly isHeard: boolean;
}
