/** What an extension can do for others, by a name that carries its version: two copies of a package agree on it. */
export interface Capability<out T> {
  readonly key: string;
  /** Never set: carries the type. */
  readonly type?: T;
}

/** Names a capability, for example `capability<Clock>("acme.clock/1")`. */
export const capability = <T>(key: string): Capability<T> => ({ key });

export interface Provided {
  readonly key: string;
  readonly implementation: unknown;
}

/** Pairs a capability with its implementation, for an extension's `provided`. */
export const provide = <T>(what: Capability<T>, implementation: NoInfer<T>): Provided => ({
  key: what.key,
  implementation,
});
