import {
  defineReceiver,
  type BatchContext,
  type Component,
  type Outputs,
  type ServerRequest,
  type Settings,
} from "@genai-collector/component";
import { hostPort, map } from "@genai-collector/config/schema";
import { describe, expect, it } from "vitest";
import { generateLogs } from "../generate.ts";
import type { VirtualRuntime } from "../virtual-runtime.ts";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfReceiver } from "./conformance-of.ts";
import { describeReceiver } from "./describe.ts";
import type { Push } from "./receiver-conformance.ts";

const config = map({ endpoint: hostPort({ default: "127.0.0.1:4318", doc: "Where it listens." }) });

type Server = Awaited<ReturnType<Settings["runtime"]["servers"]["listen"]>>;

/** Makes one log record of each request, and answers as the pipeline did. */
class Listening implements Component {
  protected readonly settings: Settings;
  protected readonly outputs: Outputs;
  protected server: Server | undefined;

  constructor(settings: Settings, outputs: Outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  async start(): Promise<void> {
    this.server = await this.settings.runtime.servers.listen("127.0.0.1:4318", async (request) => ({
      status: await this.answer(request),
      headers: {},
      body: [],
    }));
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    await this.server?.close(signal);
    this.server = undefined;
  }

  protected async answer({ signal }: ServerRequest): Promise<number> {
    return this.handOn({ acknowledge: "delivered", signal });
  }

  protected handOn(context: BatchContext): Promise<number> {
    return this.outputs.logs!.consume(generateLogs({ items: 1 }), context).then(
      () => 200,
      () => 503,
    );
  }
}

const push: Push = {
  signal: "logs",
  async send(client: VirtualRuntime, signal: AbortSignal) {
    const http = client.http.open({});
    const request = { method: "POST", url: "http://127.0.0.1:4318/", headers: {}, signal };
    try {
      const { status } = await http.request(request);
      return status === 200 ? "taken" : "refused";
    } finally {
      await http.close();
    }
  },
};

function receiver(Kind: new (settings: Settings, outputs: Outputs) => Component) {
  return defineReceiver({
    type: "sample",
    stability: { logs: "alpha" },
    config,
    create: (settings, _config, outputs) => new Kind(settings, outputs),
  });
}

describeReceiver(receiver(Listening), { push });

class TakesEverything extends Listening {
  protected override async answer(request: ServerRequest): Promise<number> {
    await super.answer(request);
    return 200;
  }
}

class TakesWhatItNeverHandsOn extends Listening {
  protected override async answer(): Promise<number> {
    return 200;
  }
}

class HandsOnTwice extends Listening {
  protected override async answer(request: ServerRequest): Promise<number> {
    const first = await super.answer(request);
    return first === 200 ? super.answer(request) : first;
  }
}

class RetriesByItself extends Listening {
  protected override async answer(request: ServerRequest): Promise<number> {
    for (let attempt = 0; attempt < 3; attempt++) if ((await super.answer(request)) === 200) return 503;
    return 503;
  }
}

class IgnoresItsSender extends Listening {
  protected override async answer(): Promise<number> {
    return this.handOn({ acknowledge: "delivered", signal: this.settings.lifetime });
  }
}

class WaitsForItsPipelines extends Listening {
  readonly #answers = new Set<Promise<number>>();

  protected override answer(): Promise<number> {
    const answer = this.handOn({ acknowledge: "delivered", signal: new AbortController().signal });
    this.#answers.add(answer);
    return answer;
  }

  override async shutdown(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#answers);
    await super.shutdown(signal);
  }
}

class InventsCoverage extends Listening {
  protected override async answer({ signal }: ServerRequest): Promise<number> {
    const coverage = { receiver: "sample", loop: "l", pass: "", from: 0, to: 1, observedAt: 1 };
    return this.handOn({ acknowledge: "delivered", signal, coverage });
  }
}

class KeepsItsPort extends Listening {
  override async shutdown(): Promise<void> {
    // forgets its server
  }
}

class LeavesItsFirstPort extends Listening {
  override async start(): Promise<void> {
    await super.start();
    const other = await this.settings.runtime.servers.listen("127.0.0.1:4319", async () => {
      throw new Error("nobody asks");
    });
    const first = this.server!;
    this.server = {
      ...first,
      close: async (signal) => {
        await Promise.all([first.close(signal), other.close(signal)]);
      },
    };
  }

  override async shutdown(signal: AbortSignal): Promise<void> {
    await super.shutdown(signal);
  }
}

const broken = [
  ["tells success though the pipeline failed", "tells the sender when the pipeline answers retryable", TakesEverything],
  ["takes what it never hands on", "hands on what it took", TakesWhatItNeverHandsOn],
  ["hands everything on twice", "loses and repeats nothing when half of it fails", HandsOnTwice],
  ["hands on what it refuses", "loses and repeats nothing when half of it fails", RetriesByItself],
  ["goes on when its sender has left", "ends what it is doing when its sender leaves", IgnoresItsSender],
  ["waits for its pipelines for ever", "shuts down though a pipeline never answers", WaitsForItsPipelines],
  ["invents coverage", "hands on what it took, as pushed data", InventsCoverage],
  ["keeps its port", "a second instance starts and works after the first", KeepsItsPort],
  ["leaves its first port open when the second fails", "leaves nothing behind when start fails", LeavesItsFirstPort],
] as const;

describe("the conformance kit notices a pushed receiver that", () => {
  it.each(broken)("%s", async (_what, caught, Kind) => {
    const names = (await failuresOf(conformanceOfReceiver(receiver(Kind), { push }))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });

  it("says that it polls, but is pushed to", async () => {
    const loop = { name: "l", signal: "logs" as const, cadenceMs: 1, requestsPerPoll: 1 };
    const loops = [{ ...loop, unsettled: false, series: [], releases: [] }];
    const factory = defineReceiver({
      type: "sample",
      stability: { logs: "alpha" },
      config,
      traits: () => ({ loops }),
      create: (settings, _config, outputs) => new Listening(settings, outputs),
    });
    const names = (await failuresOf(conformanceOfReceiver(factory, { push }))).map(({ name }) => name);
    expect(names).toContain("says that it polls exactly when it does");
  });
});
