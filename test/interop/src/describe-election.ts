import { setTimeout as sleep } from "node:timers/promises";
import type { CheckpointStore, LaneKey, LeaderElector } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { RaceTrack } from "./race-track.ts";
import type { RecordServer } from "./real-storage.ts";
import type { RunningExtension } from "./running-extension.ts";
import { WayToServer } from "./way-to-server.ts";

/** What an election needs of a real server: each call of it is about a lease that nobody else has. */
export interface ElectionServer {
  /** An elector of one more process, whose calls go by `way`. */
  open(identity: string, way: WayToServer): Promise<RunningExtension<LeaderElector>>;
  /** Somebody deletes the lease. */
  deleteLease(): Promise<void>;
  /** Where the replicas save. */
  readonly records: RecordServer;
}

/** As `election-server` starts electors. */
export const leaseMs = 1_000;
/** What a busy machine may add. */
const slackMs = 1_500;
const lane: LaneKey = { receiver: "acme", loop: "usage", pass: "", pipeline: "metrics" };

/** Elections with leases of a second, on a real server. */
export function describeElection(name: string, serve: () => ElectionServer): void {
  describe(`an election over ${name}`, () => {
    it("two contenders: never two active leaders, whoever loses its way to the server", async () => {
      const track = await RaceTrack.open(serve(), ["a", "b"]);
      try {
        await track.leader();
        for (let round = 0; round < 4; round++) {
          const { contender, epoch } = await track.leader();
          contender.way.isCut = true;
          const next = await track.leader(epoch);
          expect(next.contender.identity).not.toBe(contender.identity);
          contender.way.isCut = false;
          await sleep(300);
        }
        expect(track.terms.length).toBeGreaterThanOrEqual(5);
        expect(track.violations()).toEqual([]);
      } finally {
        await track.close();
      }
    });

    it("one that leads goes on leading while nothing happens", async () => {
      const track = await RaceTrack.open(serve(), ["a", "b"]);
      try {
        const { epoch } = await track.leader();
        await sleep(3 * leaseMs);
        expect([track.terms.length, (await track.leader()).epoch]).toEqual([1, epoch]);
      } finally {
        await track.close();
      }
    });

    it("a released lease is taken at once, an expired one when it has run out", async () => {
      const track = await RaceTrack.open(serve(), ["a", "b"]);
      try {
        const first = await track.leader();
        const releasedAt = performance.now();
        await first.contender.leave();
        const second = await track.leader(first.epoch);
        expect(second.at - releasedAt).toBeLessThan(slackMs);
        await track.join("c");
        await sleep(leaseMs);
        const cutAt = performance.now();
        second.contender.way.isCut = true;
        const third = await track.leader(second.epoch);
        expect(third.at - cutAt).toBeGreaterThan(leaseMs * 0.6);
        expect(third.at - cutAt).toBeLessThan(leaseMs + slackMs);
        expect(track.violations()).toEqual([]);
      } finally {
        await track.close();
      }
    });

    it("a lease that was deleted does not take the epoch back", async () => {
      const server = serve();
      const track = await RaceTrack.open(server, ["a", "b"], 41);
      try {
        const { epoch } = await track.leader();
        expect(epoch).toBeGreaterThan(41);
        await server.deleteLease();
        await sleep(2 * leaseMs);
        const later = await track.leader();
        expect(later.epoch).toBeGreaterThanOrEqual(epoch);
        expect(track.violations()).toEqual([]);
      } finally {
        await track.close();
      }
    });

    it("failover: the successor's epoch is greater, and the predecessor's late save is fenced even with a later time", async () => {
      const server = serve();
      const track = await RaceTrack.open(server, ["a", "b"]);
      const stores: RunningExtension<CheckpointStore>[] = [];
      try {
        for (let i = 0; i < 2; i++) stores.push(await server.records.open(new WayToServer()));
        const [old, young] = stores.map(({ provided }) => provided) as [CheckpointStore, CheckpointStore];
        const first = await track.leader();
        expect(await old.advance(lane, { time: 1_000 }, first.epoch, [])).toBe("saved");
        first.contender.way.isCut = true;
        const second = await track.leader(first.epoch);
        expect(second.epoch).toBeGreaterThan(first.epoch);
        expect(await young.advance(lane, { time: 2_000 }, second.epoch, [])).toBe("saved");
        expect(await old.advance(lane, { time: 9_000 }, first.epoch, [])).toBe("fenced");
        expect((await young.load(lane))?.frontier.time).toBe(2_000);
      } finally {
        await track.close();
        for (const { close } of stores) await close();
      }
    });
  });
}
