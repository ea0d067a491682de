import { CommandArgument } from "./command-argument.ts";
import { bodyText } from "./http.ts";
import type { Platform } from "./server.ts";

/** A request of the API, and when it was answered. */
export interface AnsweredRequest {
  /** The platform's time, at which all of the answer was made; milliseconds since 1970 UTC. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** Empty where there was none. */
  readonly body: string;
  readonly status: number;
}

/** Older ones are forgotten. */
const mostEntries = 100_000;

/**
 * Remembers what a platform was asked, and stops its clock while it answers: so that what an answer must have said can
 * be worked out later from the truth, as the platform knew it at that very moment.
 */
export class RequestLog {
  readonly #clock: () => number;
  readonly #entries: AnsweredRequest[] = [];
  #stopped: number | undefined;

  /** `clock`: milliseconds since 1970 UTC. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The clock to make the platform with. */
  readonly now = (): number => this.#stopped ?? this.#clock();

  /** The platform, with its requests remembered, and the command `asked { target?, from? }` that tells them. */
  recording(platform: Platform): Platform {
    return {
      handle: (request) => {
        const at = this.#clock();
        this.#stopped = at;
        try {
          const answer = platform.handle(request);
          this.#add({ at, method: request.method, url: request.url, body: bodyText(request), status: answer.status });
          return answer;
        } finally {
          this.#stopped = undefined;
        }
      },
      command: (name, argument) => (name === "asked" ? this.#asked(argument) : platform.command(name, argument)),
    };
  }

  #add(entry: AnsweredRequest): void {
    // Many at once: taking them from the front one by one would move all the others each time.
    if (this.#entries.length >= 2 * mostEntries) this.#entries.splice(0, mostEntries);
    this.#entries.push(entry);
  }

  #asked(argument: unknown): readonly AnsweredRequest[] {
    const given = new CommandArgument("asked", argument);
    const [target, from] = [given.text("target") ?? "", given.instantIfAny("from") ?? -Infinity];
    return this.#entries.filter(({ at, url }) => at >= from && url.includes(target)).slice(-mostEntries);
  }
}
