import type { KubernetesResource, Lease as LeaseObject, ObjectMeta } from "@genai-collector/config/kubernetes";
import {
  leaseOf,
  type Lease,
  type LeaseCell,
  type StoredLease,
  type Wish,
} from "@genai-collector/coordination/election";

/** What a Lease has no field for. */
const annotation = {
  instance: "genai-collector/instance",
  renewals: "genai-collector/renewals",
  released: "genai-collector/released",
  heir: "genai-collector/heir",
  wantedBy: "genai-collector/wanted-by",
} as const;

/**
 * A lease in a Lease object. Its epoch is `leaseTransitions`; `resourceVersion` tells who wrote in between. The times in
 * it are the holder's wall clock, for people. Labels and annotations of others stay.
 */
export class KubernetesLeaseCell implements LeaseCell {
  readonly #leases: KubernetesResource<LeaseObject>;
  readonly #name: string;
  /** The metadata of what was last seen, to be written back. */
  #seen: ObjectMeta | undefined;

  constructor(leases: KubernetesResource<LeaseObject>, name: string) {
    this.#leases = leases;
    this.#name = name;
  }

  async read(signal: AbortSignal): Promise<StoredLease | undefined> {
    const object = await this.#leases.get(this.#name, signal);
    return object === undefined ? undefined : { lease: fromObject(object), version: this.#remember(object) };
  }

  async write(
    lease: Lease,
    version: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly version: string } | "conflict"> {
    const written =
      version === undefined
        ? await this.#leases.create(toObject(lease, { name: this.#name }), signal)
        : await this.#leases.replace(
            toObject(lease, { ...this.#metadataAt(version), resourceVersion: version }),
            signal,
          );
    return written === "conflict" ? written : { version: this.#remember(written) };
  }

  #remember({ metadata }: LeaseObject): string {
    this.#seen = metadata;
    return metadata.resourceVersion ?? "";
  }

  /** Of another version it would not be written anyway. */
  #metadataAt(version: string): ObjectMeta {
    return this.#seen?.resourceVersion === version ? this.#seen : { name: this.#name };
  }
}

function fromObject({ metadata, spec }: LeaseObject): Lease {
  const { annotations = {} } = metadata;
  const seconds = spec.leaseDurationSeconds;
  return leaseOf({
    holder: spec.holderIdentity,
    instance: annotations[annotation.instance],
    epoch: spec.leaseTransitions,
    durationMs: seconds === undefined ? undefined : seconds * 1_000,
    renewals: Number(annotations[annotation.renewals]),
    acquiredAt: Date.parse(spec.acquireTime ?? ""),
    renewedAt: Date.parse(spec.renewTime ?? ""),
    isReleased: annotations[annotation.released] === "true" && spec.holderIdentity === undefined,
    heir: annotations[annotation.heir],
    wish: wishFrom(annotations[annotation.wantedBy]),
  });
}

function toObject(lease: Lease, metadata: ObjectMeta): LeaseObject {
  const { holder, heir, wish } = lease;
  const others = Object.entries(metadata.annotations ?? {}).filter(([name]) => !ours.has(name));
  const annotations = {
    ...Object.fromEntries(others),
    [annotation.renewals]: String(lease.renewals),
    ...(lease.instance === "" ? {} : { [annotation.instance]: lease.instance }),
    ...(lease.isReleased ? { [annotation.released]: "true" } : {}),
    ...(heir === undefined ? {} : { [annotation.heir]: heir }),
    ...(wish === undefined ? {} : { [annotation.wantedBy]: `${wish.holds} ${wish.by}` }),
  };
  return {
    metadata: { ...metadata, annotations },
    spec: {
      // The API takes no empty one.
      ...(holder === "" ? {} : { holderIdentity: holder }),
      // Whole seconds: candidates wait no shorter than the holder thinks.
      ...(lease.durationMs === undefined ? {} : { leaseDurationSeconds: Math.ceil(lease.durationMs / 1_000) }),
      acquireTime: microTime(lease.acquiredAt),
      renewTime: microTime(lease.renewedAt),
      leaseTransitions: lease.epoch,
    },
  };
}

const ours: ReadonlySet<string> = new Set(Object.values(annotation));

function wishFrom(text: string | undefined): Wish | undefined {
  const [, holds, by] = /^(\d+) (.+)$/.exec(text ?? "") ?? [];
  return holds === undefined || by === undefined ? undefined : { by, holds: Number(holds) };
}

/** The API's MicroTime has exactly six digits behind the point. */
function microTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "000Z");
}
