import type { World } from "@genai-collector/testkit";
import type { Books } from "./books.ts";
import { checkpointPath } from "./configuration-file.ts";
import type { Fleet } from "./fleet.ts";
import type { LeadershipBooks } from "./leadership-books.ts";
import type { Setup } from "./setup.ts";
import type { Trouble } from "./trouble.ts";
import type { Report } from "./violations.ts";

export interface DamageOptions {
  readonly world: World;
  readonly setups: readonly Setup[];
  readonly fleet: Fleet;
  readonly books: Books;
  readonly leadership: LeadershipBooks;
  tell(what: string): void;
  readonly report: Report;
}

type Corruption = Extract<Trouble, { kind: "corrupt checkpoint" }>;

/** What nobody can read, and nobody would write. */
const garbage = '{"version":1,"lanes":[{"receiver":"por';

/**
 * What is stored becomes unreadable while the process is down, or under its hands where servers keep it. Nobody may take
 * that for nothing, or write over it: an operator puts back what was there, or takes it away and knows what that means.
 */
export class CheckpointDamage {
  /** Whether a file is there that no process may start with. */
  isFileCorrupt = false;
  readonly #options: DamageOptions;

  constructor(options: DamageOptions) {
    this.#options = options;
  }

  strike(trouble: Corruption): void {
    if (this.#options.setups[0]!.coordination === "file") this.#strikeFile(trouble);
    else this.#strikeRecord(trouble);
  }

  /** A running process has what it read, and would write it again: it is killed first. */
  #strikeFile({ repair, forMs }: Corruption): void {
    const { world, fleet, tell, report } = this.#options;
    const machine = fleet.one(0);
    const disk = world.diskOf(machine.host);
    const before = disk.durable(checkpointPath);
    if (before === undefined || this.isFileCorrupt) return;
    machine.kill({ downMs: 1_000, powerCut: true });
    const bad = new TextEncoder().encode(garbage);
    disk.put(checkpointPath, bad);
    this.isFileCorrupt = true;
    world.after(forMs, () => {
      tell(`an operator looks at the checkpoint: ${repair}`);
      if (!isSame(disk.get(checkpointPath), bad))
        report("saves last", checkpointPath, "a process wrote over what it could not read");
      // What is kept elsewhere is what was there before.
      if (repair === "restore") disk.put(checkpointPath, before);
      else disk.erase(checkpointPath);
      this.isFileCorrupt = false;
      this.#replaced();
    });
  }

  /** One record of one lane. */
  #strikeRecord({ repair, forMs }: Corruption): void {
    const { world, books, tell } = this.#options;
    const damaged = books.damage(garbage);
    if (damaged === undefined) return;
    tell(`${damaged.what} cannot be read any more`);
    world.after(forMs, () => {
      tell(`an operator looks at ${damaged.what}: ${repair}`);
      if (damaged.isRewritten()) return;
      if (repair === "restore") return damaged.restore();
      books.replaced();
      this.#options.leadership.replaced();
      damaged.remove();
    });
  }

  #replaced(): void {
    const { books, leadership } = this.#options;
    books.replaced();
    leadership.replaced();
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
