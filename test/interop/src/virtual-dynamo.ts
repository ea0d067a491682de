import type { DynamoTable } from "@genai-collector/config/dynamodb";
import { createSettings, VirtualDynamo, VirtualRuntime, World } from "@genai-collector/testkit";
import type { DynamoScene } from "./describe-dynamo-table.ts";

/** The scene of a virtual DynamoDB in a world of its own. */
export function virtualDynamo(): { scene: DynamoScene; server: VirtualDynamo; world: World } {
  const world = new World();
  const server = new VirtualDynamo(world, { tables: ["state"] });
  let count = 0;
  const opened = (table = "state", timeout = 5_000, host = `host-${++count}`): Promise<DynamoTable> => {
    const runtime = new VirtualRuntime(world, { host });
    const config = { table, timeout, region: "", endpoint: undefined, key_prefix: "" };
    return server.open(runtime)(config, createSettings("dynamodb", runtime));
  };
  const scene: DynamoScene = {
    open: ({ timeoutMs } = {}) => opened(undefined, timeoutMs),
    openRefused(who) {
      server.fault({ kind: "refused", from: who });
      return opened(undefined, undefined, who);
    },
    openMissing: () => opened("missing"),
    until: (promise) => world.until(promise),
    now: () => world.now,
    async freeze() {
      const thaw = server.fault({ kind: "hang" });
      return async () => thaw();
    },
    async goAway() {
      const comeBack = server.fault({ kind: "unreachable" });
      return async () => comeBack();
    },
    secrets: [],
  };
  return { scene, server, world };
}
