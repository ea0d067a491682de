import { CollectorError } from "@genai-collector/component";
import {
  dynamodbService,
  type DynamoItem,
  type DynamoTable,
  type OpenDynamoTable,
} from "@genai-collector/config/dynamodb";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import { VirtualService, VirtualServiceClient, type ServiceCall, type ServiceFault } from "./virtual-service.ts";
import type { World } from "./world.ts";

export interface VirtualDynamoOptions {
  /** The service's machine; `dynamodb` when absent. */
  readonly host?: string;
  /** The tables that there are; every one when absent. */
  readonly tables?: readonly string[];
}

/** One change of an item. */
export interface DynamoWrite {
  readonly table: string;
  readonly pk: string;
  /** As it is from then on; undefined: it was deleted. */
  readonly item: DynamoItem | undefined;
  /** The true time. */
  readonly at: number;
}

/** 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const maxItemBytes = 409_600;

/** DynamoDB of one world: items that outlive the processes which write them, under conditions. */
export class VirtualDynamo {
  readonly #service: VirtualService;
  readonly #tables: readonly string[] | undefined;
  readonly #items = new Map<string, DynamoItem>();
  /** Told of every change. */
  onWrite: ((write: DynamoWrite) => void) | undefined;

  constructor(world: World, options: VirtualDynamoOptions = {}) {
    this.#service = new VirtualService(world, options.host ?? "dynamodb", dynamodbService);
    this.#tables = options.tables;
  }

  get host(): string {
    return this.#service.host;
  }

  /** Told of every call that arrives. */
  set onCall(run: ((call: ServiceCall) => void) | undefined) {
    this.#service.onCall = run;
  }

  /** What one process opens its tables with. Its calls are `dynamodb.get`, `dynamodb.put`, `dynamodb.remove`. */
  open(runtime: VirtualRuntime): OpenDynamoTable {
    return async ({ table, timeout }): Promise<DynamoTable> => {
      const client = new VirtualServiceClient(this.#service, runtime, timeout);
      return {
        get: (pk, signal) => client.call("dynamodb.get", pk, signal, () => this.#read(table, pk)),
        put: async (item, expected, signal) => {
          checkNumbers(item);
          const pk = String(item["pk"]);
          return client.call("dynamodb.put", pk, signal, () => this.#put(table, pk, item, expected));
        },
        remove: (pk, expected, signal) =>
          client.call("dynamodb.remove", pk, signal, () => {
            const stored = this.#read(table, pk);
            if (expected !== undefined && stored?.["version"] !== expected) return "conflict";
            this.deleteItem(table, pk);
            return "removed";
          }),
        close: async () => client.close(),
      };
    };
  }

  /** Lets something go wrong. Returns the repair. */
  fault(fault: ServiceFault): () => void {
    return this.#service.fault(fault);
  }

  /** The item as it is stored. */
  item(table: string, pk: string): DynamoItem | undefined {
    const item = this.#items.get(idOf(table, pk));
    return item === undefined ? undefined : { ...item };
  }

  /** Somebody else writes an item, whatever was there. */
  writeItem(table: string, item: DynamoItem): void {
    const pk = String(item["pk"]);
    this.#items.set(idOf(table, pk), { ...item });
    this.onWrite?.({ table, pk, item: { ...item }, at: this.#service.world.now });
  }

  /** Somebody else deletes an item; what is gone already stays so. */
  deleteItem(table: string, pk: string): void {
    if (!this.#items.delete(idOf(table, pk))) return;
    this.onWrite?.({ table, pk, item: undefined, at: this.#service.world.now });
  }

  #put(table: string, pk: string, item: DynamoItem, expected: number | "absent" | "unversioned") {
    const stored = this.#read(table, pk);
    const bytes = Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
    if (bytes > maxItemBytes) throw refused(`the item ${pk} has ${bytes} bytes, more than ${maxItemBytes}`);
    const isRight =
      expected === "absent"
        ? stored === undefined
        : stored !== undefined && stored["version"] === (expected === "unversioned" ? undefined : expected);
    if (!isRight) return "conflict";
    this.writeItem(table, item);
    return "written";
  }

  #read(table: string, pk: string): DynamoItem | undefined {
    if (this.#tables?.includes(table) === false) throw refused(`there is no table ${table}`);
    if (pk === "") throw refused("a pk must not be empty");
    return this.item(table, pk);
  }
}

function checkNumbers(item: DynamoItem): void {
  for (const [name, value] of Object.entries(item))
    if (typeof value === "number" && !Number.isFinite(value))
      throw new RangeError(`the attribute ${name} must be a finite number, found ${value}`);
}

function refused(message: string): CollectorError {
  return new CollectorError(dynamodbService.refused, `DynamoDB refuses it: ${message}`, { kind: "misconfigured" });
}

function idOf(table: string, pk: string): string {
  return `${table}/${pk}`;
}
