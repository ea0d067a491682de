import { CollectorError, type Coverage, type PathTraits } from "@genai-collector/component";
import { isContent } from "./content-floor.ts";

/** Names that logs loops released, each for its own records (delivery.md §8.5). */
export class Releases {
  readonly #byLoop = new Map<string, ReadonlySet<string>>();

  /** Throws where a loop releases content, which nothing can. */
  constructor(paths: readonly PathTraits[]) {
    for (const { receiver, name, signal, releases } of paths.flatMap((path) => path.loops)) {
      const content = releases.find(isContent);
      if (content !== undefined) {
        throw new CollectorError(
          "GUARD_RELEASES_CONTENT",
          `the loop ${name} of ${receiver} releases ${content}, which is content`,
          {
            kind: "misconfigured",
          },
        );
      }
      // Of a loop of metrics they have no effect.
      if (signal === "logs") this.#byLoop.set(keyOf(receiver, name), new Set(releases));
    }
  }

  /** What the loop that made some records released. */
  of({ receiver, loop }: Coverage): ReadonlySet<string> {
    return this.#byLoop.get(keyOf(receiver, loop)) ?? none;
  }
}

const none: ReadonlySet<string> = new Set();

function keyOf(receiver: string, loop: string): string {
  return JSON.stringify([receiver, loop]);
}
