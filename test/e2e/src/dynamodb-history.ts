import { setTimeout as sleep } from "node:timers/promises";
import type { DynamodbServer } from "./dynamodb-server.ts";
import { SharedHistory } from "./shared-history.ts";
import type { Stage } from "./stage.ts";

/** Writes come a second apart: none is missed. */
const pauseMs = 20;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** Looks at the table until the stage ends. */
export function watchDynamodb(stage: Stage, server: DynamodbServer, table: string): SharedHistory {
  const history = new SharedHistory();
  const ended = new AbortController();
  const watching = watchItems(server, table, history, ended.signal);
  stage.defer(async () => {
    ended.abort();
    await watching;
  });
  return history;
}

async function watchItems(
  server: DynamodbServer,
  table: string,
  history: SharedHistory,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const { content } = await server.ask("Scan", { TableName: table, ConsistentRead: true });
    for (const item of (content as { readonly Items: readonly Item[] }).Items) saw(item, history);
    await sleep(pauseMs);
  }
}

function saw(item: Item, history: SharedHistory): void {
  const text = (name: string): string => item[name]?.S ?? "";
  const number = (name: string): number => Number(item[name]?.N ?? 0);
  const pk = text("pk");
  if (pk.startsWith("lock#")) {
    history.sawLease({ epoch: number("epoch"), holder: text("holder"), instance: text("instance") });
  } else if (pk.startsWith("ckpt#")) {
    const json = (name: string): unknown => (item[name]?.S === undefined ? undefined : JSON.parse(item[name].S));
    history.sawCheckpoint({
      epoch: number("epoch"),
      frontier: { time: Date.parse(text("time")) },
      write: text("write"),
      ...(item["books"] && { books: json("books") as never }),
      ...(item["earlier"] && { earlier: json("earlier") as never }),
    });
  }
}
