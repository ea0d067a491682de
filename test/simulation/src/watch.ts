import type { World } from "@genai-collector/testkit";
import type { Books } from "./books.ts";
import type { Fleet } from "./fleet.ts";
import type { Machine } from "./machine.ts";
import { scrape, type OwnMetrics } from "./own-metrics.ts";
import { hasDurableQueue, type Setup } from "./setup.ts";
import { clockErrors, type Story } from "./story.ts";
import type { Report } from "./violations.ts";

const minute = 60_000;

/** How often the watch looks. */
const lookEveryMs = 10 * minute;
/** How many looks go by for each that reads the collector's own metrics. */
const looksPerPage = 3;
/** After the last trouble, for degraded lanes to wake up, and for retries and the backlog to be over. */
const recoveryMs = 45 * minute;
/** A lane that an answer without sense degraded waits for ten minutes; two of them in a row are bad luck. */
const usualDelayMs = 25 * minute;
/** Lags are told at each tick, which comes with the cadence, give or take a tenth, and may prepare for a second. */
const tickMs = 3_000;
/** Telemetry that components hold; the chain of these setups holds none beyond what is on its way. */
const mostHeldBytes = 1_048_576;

/** Queues on disk keep the first 32 MiB in memory, too. No outage of these stories is long enough for so much. */
const mostCachedBytes = 4 * mostHeldBytes;

export interface WatchOptions {
  readonly world: World;
  /** What is deployed at first. */
  readonly setup: Setup;
  readonly story: Story;
  readonly books: Books;
  readonly fleet: Fleet;
  readonly report: Report;
}

/** Looks after a collector as people on call do: how far behind it is, what it says of itself, how much it holds. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #clocksMs: number;
  #setup: Setup;
  #troubledUntil = -Infinity;
  #looks = 0;
  #isOver = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#setup = options.setup;
    this.#clocksMs = clockErrors(options.story).mostMs;
  }

  /** Another configuration is wanted from now on. */
  deployed(setup: Setup): void {
    this.#setup = setup;
  }

  begin(): void {
    const { world, books } = this.#options;
    world.after(lookEveryMs, () => {
      if (this.#isOver) return;
      books.readStore();
      this.look();
      void this.#balance();
      if (++this.#looks % looksPerPage === 0) void this.#readPage();
      this.begin();
    });
  }

  end(): void {
    this.#isOver = true;
  }

  /** Something is wrong for so long: delays are forgiven until some time after. */
  troubled(forMs: number): void {
    this.#troubledUntil = Math.max(this.#troubledUntil, this.#options.world.now + forMs);
  }

  /** Some time after the last trouble, every lane is where it should be. */
  look(): void {
    if (this.#isQuiet(recoveryMs)) this.#lookAtLanes();
  }

  /** There was peace for long enough: every lane is where it should be, and somebody leads each source. */
  lookAtLast(): void {
    this.#lookAtLanes();
    if (this.#setup.coordination === "file") return;
    for (const { receiver } of this.#setup.workspaces) {
      if (this.#options.fleet.leader(receiver) === undefined)
        this.#options.report("up to date", receiver, "nobody leads at the end");
    }
  }

  #lookAtLanes(): void {
    const { world, books, report } = this.#options;
    const setup = this.#setup;
    const most = setup.settleMs + 2 * setup.cadenceMs + usualDelayMs + this.#clocksMs;
    for (const { name, frontier } of books.served) {
      if (frontier !== undefined && world.now - frontier <= most) continue;
      const where = frontier === undefined ? "nowhere" : `at ${new Date(frontier).toISOString()}`;
      report("up to date", name, `the frontier is ${where}, at most ${most / minute} min behind it may be`);
    }
    for (const { name, oldestQueued } of books.served) {
      if (oldestQueued === undefined || world.now - oldestQueued <= most) continue;
      report("up to date", name, `${new Date(oldestQueued).toISOString()} is still in the queue`);
    }
  }

  /** What differs only in the middle of something does not a turn of the event loop later. */
  async #balance(): Promise<void> {
    const { world, fleet, report } = this.#options;
    const unbalanced = fleet.machines.filter(({ process }) => process?.ledger?.isBalanced === false);
    if (unbalanced.length === 0) return;
    await world.turn();
    for (const { host, process } of unbalanced) {
      const ledger = process?.ledger;
      if (process?.isAlive !== true || ledger?.isBalanced !== false) continue;
      const wrong = [...ledger.accounts, ...ledger.lanes].filter(({ difference }) => difference !== 0);
      report("the ledger balances", host, JSON.stringify(wrong));
    }
  }

  async #readPage(): Promise<void> {
    for (const machine of this.#options.fleet.machines) await this.#read(machine);
  }

  async #read(machine: Machine): Promise<void> {
    const { world, report } = this.#options;
    const page = await scrape(world, machine.host);
    if (page === undefined || this.#isOver) return;
    const held = page.sum("otelcol_held_payload_bytes");
    const most = hasDurableQueue(this.#setup) ? mostHeldBytes + mostCachedBytes : mostHeldBytes;
    if (held > most) report("memory is bounded", "collector", `${held} bytes are held, more than ${most}`);
    if (this.#isQuiet(2 * this.#setup.cadenceMs)) this.#compareLags(page, machine);
  }

  /** What the alerts are made from is true. */
  #compareLags(page: OwnMetrics, { process }: Machine): void {
    const { world, books, report } = this.#options;
    const setup = this.#setup;
    for (const { receiver } of setup.workspaces) {
      if (setup.coordination !== "file" && process?.phases.terms.has(receiver) !== true) continue;
      const frontier = books.frontierOf(receiver);
      if (frontier === undefined) continue;
      const told = page.sum("otelcol_receiver_portkey_lag", `receiver="${receiver}"`) * 1_000;
      const off = Math.abs(world.now - frontier - told);
      if (off <= 1.1 * setup.cadenceMs + tickMs + this.#clocksMs) continue;
      report("lags are told", receiver, `it says ${told / 1_000} s, and is ${(world.now - frontier) / 1_000} s behind`);
    }
  }

  #isQuiet(forMs: number): boolean {
    const { world, fleet } = this.#options;
    return world.now - Math.max(this.#troubledUntil, fleet.startedAt) >= forMs;
  }
}
