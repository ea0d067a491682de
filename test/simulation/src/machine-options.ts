import type { LogData } from "@genai-collector/component";
import type { SeamCall, World } from "@genai-collector/testkit";
import type { CollectorProcess } from "./collector-process.ts";
import type { CoordinationServers } from "./coordination-servers.ts";
import type { Configuration } from "./load-configuration.ts";
import type { Phase, Work } from "./phases.ts";
import type { Answered, Attempt, BegunTerm } from "./process-view.ts";
import type { Report } from "./violations.ts";

/** One line of a collector's log. */
export interface LogLine {
  readonly at: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly data: LogData;
}

/** What happens once a collector is dead. */
export interface Aftermath {
  /** After how long it is started again. */
  readonly downMs: number;
  /** The machine loses its power: what was not synced may be gone. */
  readonly powerCut: boolean;
  /** The next process finds an empty disk. */
  readonly diskLost?: boolean | undefined;
}

/** Where a process died as planned, and what it was doing. */
export interface Death {
  /** Undefined: the call never came, and it was killed. */
  readonly call: string | undefined;
  readonly when: "before" | "after";
  readonly phase: Phase | undefined;
}

export interface MachineOptions {
  readonly world: World;
  /** Its name in the world's network; `localhost` when absent. */
  readonly host?: string | undefined;
  /** What the first process runs. */
  readonly configuration: Configuration;
  /** How far its wall clock is ahead of the true time in the beginning, in milliseconds. */
  readonly skewMs: number;
  /** Where replicas keep what they share; absent: there is one machine alone. */
  readonly servers?: CoordinationServers | undefined;
  /** The number of the next process, among all machines; absent: there is one machine alone. */
  nextLife?(): number;
  /** What kind of work a call is part of; absent: nobody wants to know. */
  workOf?(call: SeamCall): Work | undefined;
  /** A process does something else from now on. */
  turned?(phase: Phase): void;
  /** A process died as planned. */
  diedIn?(death: Death): void;
  /** A process began to save something. */
  attempted?(attempt: Attempt): void;
  /** The store answered a process. */
  answered?(answer: Answered): void;
  /** A process leads from now on. */
  led?(term: BegunTerm): void;
  /** A process leads no more. */
  termEnded?(term: BegunTerm): void;
  readonly report: Report<"alive">;
  /** Told what happens to the collector, for people. */
  tell(what: string): void;
  /** Its disk fails, or its network: what is on its way may take longer than it is given. */
  isHindered?(): boolean;
  /** A name on the disk is about to be made durable: what programs see of it is new. */
  renamed(): void;
  /** Told of each line of its log, debug lines included. */
  logged?(line: LogLine): void;
  /** Whether the machine is in a state in which no collector can start. */
  isUnusable(): boolean;
  /** A process is no more. `isKilled`: it had no time to end what it did. */
  ended(process: CollectorProcess, isKilled: boolean): void;
}
