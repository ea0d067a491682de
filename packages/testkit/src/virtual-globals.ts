type Door = readonly [owner: object, name: string];

const doors: readonly Door[] = [
  [Date, "now"],
  [Math, "random"],
  [performance, "now"],
  [AbortSignal, "timeout"],
  [crypto, "randomUUID"],
  [crypto, "getRandomValues"],
  ...["setTimeout", "setInterval", "setImmediate", "fetch"].map((name): Door => [globalThis, name]),
];

/**
 * Runs synchronous code that must be pure: the clock, timers, chance and the network are out of reach while it runs,
 * and whoever reaches for them throws an error that names `what`.
 */
export function withoutDoors<T>(what: string, run: () => T): T {
  const RealDate = globalThis.Date;
  const restore = doors.map(([owner, name]) => replace(owner, name, () => fail(what, name)));
  class PureDate extends RealDate {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) fail(what, "new Date()");
      super(...(given as [number]));
    }
  }
  const noEnvironment = new Proxy({}, { get: (_env, name) => fail(what, `process.env.${String(name)}`) });
  restore.push(replace(globalThis, "Date", PureDate), replace(process, "env", noEnvironment));
  try {
    return run();
  } finally {
    for (const undo of restore.toReversed()) undo();
  }
}

function replace(owner: object, name: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name); // it comes from the prototype
    else Object.defineProperty(owner, name, own);
  };
}

function fail(what: string, door: string): never {
  throw new Error(`${what} must be pure, but used ${door}`);
}
