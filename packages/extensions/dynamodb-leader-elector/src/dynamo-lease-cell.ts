import { CollectorError, type Runtime } from "@genai-collector/component";
import { freshVersion, type DynamoItem, type DynamoTable } from "@genai-collector/config/dynamodb";
import { leaseOf, type Lease, type LeaseCell, type StoredLease } from "@genai-collector/coordination/election";

/** An item that somebody made without a version. */
const unversioned = "unversioned";

/**
 * A lease in an item. It has no TTL: an item that DynamoDB removes takes the epoch with it. The times in it are the
 * holder's wall clock, for people.
 */
export class DynamoLeaseCell implements LeaseCell {
  readonly #table: DynamoTable;
  readonly #pk: string;
  readonly #runtime: Pick<Runtime, "clock" | "random">;

  constructor(table: DynamoTable, pk: string, runtime: Pick<Runtime, "clock" | "random">) {
    this.#table = table;
    this.#pk = pk;
    this.#runtime = runtime;
  }

  async read(signal: AbortSignal): Promise<StoredLease | undefined> {
    const item = await this.#table.get(this.#pk, signal);
    return item === undefined ? undefined : { lease: fromItem(item), version: this.#versionOf(item) };
  }

  async write(
    lease: Lease,
    version: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly version: string } | "conflict"> {
    const isKnown = version !== undefined && version !== unversioned;
    const next = isKnown ? Number(version) + 1 : freshVersion(this.#runtime);
    const expected = version === undefined ? "absent" : isKnown ? Number(version) : "unversioned";
    const answer = await this.#table.put(toItem(lease, this.#pk, next), expected, signal);
    return answer === "conflict" ? answer : { version: String(next) };
  }

  #versionOf({ version }: DynamoItem): string {
    if (version === undefined) return unversioned;
    if (Number.isSafeInteger(version)) return String(version);
    throw new CollectorError(
      "ELECTION_BAD_LEASE",
      `the item ${this.#pk} has a version that is no whole number: delete the item while no collector runs`,
      { kind: "misconfigured" },
    );
  }
}

function fromItem(item: DynamoItem): Lease {
  const { wanted_by: by, wanted_holds: holds } = item;
  return leaseOf({
    holder: item["holder"],
    instance: item["instance"],
    epoch: item["epoch"],
    durationMs: item["duration_ms"],
    renewals: item["renewals"],
    acquiredAt: Date.parse(String(item["acquired_at"])),
    renewedAt: Date.parse(String(item["renewed_at"])),
    isReleased: item["released"] === 1,
    heir: item["heir"],
    wish: { by, holds },
  });
}

function toItem(lease: Lease, pk: string, version: number): DynamoItem {
  const { heir, wish } = lease;
  return {
    pk,
    version,
    holder: lease.holder,
    instance: lease.instance,
    epoch: lease.epoch,
    renewals: lease.renewals,
    acquired_at: new Date(lease.acquiredAt).toISOString(),
    renewed_at: new Date(lease.renewedAt).toISOString(),
    ...(lease.durationMs === undefined ? {} : { duration_ms: lease.durationMs }),
    ...(lease.isReleased ? { released: 1 } : {}),
    ...(heir === undefined ? {} : { heir }),
    ...(wish === undefined ? {} : { wanted_by: wish.by, wanted_holds: wish.holds }),
  };
}
