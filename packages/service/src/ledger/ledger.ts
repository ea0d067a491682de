import type {
  ComponentId,
  Kind,
  LaneBooks,
  LedgerAccount,
  LedgerView,
  PipelineId,
  Signal,
} from "@genai-collector/component";
import { ComponentBooks } from "./component-books.ts";
import {
  accountOf,
  answerTerms,
  exporterTerms,
  linkTerms,
  plainExporterTerms,
  processorTerms,
} from "./ledger-accounts.ts";
import { LedgerPulse } from "./ledger-pulse.ts";
import { LinkAccount } from "./link-account.ts";

/** Whose books they are. */
export interface BooksOwner {
  readonly kind: Kind;
  readonly id: ComponentId;
  /** Processors: the pipeline that they stand in. */
  readonly pipeline?: PipelineId | undefined;
}

interface Link {
  readonly pipeline: PipelineId;
  readonly signal: Signal;
  /** The component that it leads to. */
  readonly to: ComponentId;
  readonly account: LinkAccount;
}

interface ProcessorPlace {
  readonly pipeline: PipelineId;
  readonly signal: Signal;
  readonly id: ComponentId;
  readonly before: LinkAccount;
  readonly behind: LinkAccount;
}

interface ExporterPlace {
  readonly id: ComponentId;
  /** Whether it tells what it sends; else its links do. */
  readonly countsItself: boolean;
}

/** A worker's ledger at one instant: plain data, that goes from process to process. */
export interface LedgerReading {
  readonly accounts: readonly LedgerAccount[];
  readonly lanes: readonly LaneBooks[];
  /** Pipelines with the component that stands first in each. */
  readonly heads: readonly { readonly pipeline: PipelineId; readonly signal: Signal; readonly first: ComponentId }[];
  /** Sums over this process and those before it, where they are written down. */
  readonly lives?: LedgerView["lives"];
}

/**
 * The account of every item of one process. The service counts on the links between components, components book what only
 * they know, and what is held is found by walking. Nothing is what is left of other numbers: that the sides of each
 * account are equal is what proves that every item is accounted for.
 */
export class Ledger {
  readonly pulse = new LedgerPulse();
  readonly #lanes = new Set<() => readonly LaneBooks[]>();
  readonly #books = new Map<string, ComponentBooks>();
  readonly #links: Link[] = [];
  readonly #processors: ProcessorPlace[] = [];
  readonly #exporters: ExporterPlace[] = [];
  readonly #heads: { readonly pipeline: PipelineId; readonly signal: Signal; readonly first: ComponentId }[] = [];

  /** The books of one instance: always the same. */
  books({ kind, id, pipeline }: BooksOwner): ComponentBooks {
    const key = JSON.stringify([kind, id, pipeline]);
    let books = this.#books.get(key);
    if (books === undefined) {
      books = new ComponentBooks(this.pulse, this.#lanes);
      this.#books.set(key, books);
    }
    return books;
  }

  /** Opens the account of a link of a pipeline. */
  link(pipeline: PipelineId, signal: Signal, to: ComponentId): LinkAccount {
    const account = new LinkAccount(this.pulse);
    this.#links.push({ pipeline, signal, to, account });
    return account;
  }

  /** A processor stands between two links. What a bug of its own rejects was not handed on, and nobody else books it. */
  processor(place: ProcessorPlace): void {
    this.#processors.push(place);
    const { pipeline, signal, id, before, behind } = place;
    const books = this.books({ kind: "processor", id, pipeline });
    before.behind = behind;
    before.onOwnBug = (items) => books.returned(signal, items, "bug");
  }

  exporter(place: ExporterPlace): void {
    this.#exporters.push(place);
  }

  /** A pipeline begins with this component, or the exporters together. */
  head(pipeline: PipelineId, signal: Signal, first: ComponentId): void {
    this.#heads.push({ pipeline, signal, first });
  }

  /** Every account as it is now. Walks what is held: for moments in which no component is in the middle of something. */
  accounts(): readonly LedgerAccount[] {
    return [...this.#linkAccounts(), ...this.#processorAccounts(), ...this.#exporterAccounts()];
  }

  /** The same with the books of lanes. */
  read(): LedgerReading {
    return {
      accounts: this.accounts(),
      lanes: [...this.#lanes].flatMap((read) => read()),
      heads: this.#heads,
    };
  }

  #linkAccounts(): LedgerAccount[] {
    return this.#links.map(({ pipeline, signal, to, account }) =>
      accountOf({ kind: "link", component: to, pipeline, signal }, linkTerms(account)),
    );
  }

  #processorAccounts(): LedgerAccount[] {
    return this.#processors.flatMap(({ pipeline, signal, id, before, behind }) => {
      const entries = this.books({ kind: "processor", id, pipeline }).of(signal);
      const owner = { component: id, pipeline, signal };
      return [
        accountOf({ kind: "processor", ...owner }, processorTerms(before, behind, entries)),
        accountOf({ kind: "answers", ...owner }, answerTerms(before, behind, entries)),
      ];
    });
  }

  #exporterAccounts(): LedgerAccount[] {
    return this.#exporters.flatMap(({ id, countsItself }) => {
      const links = this.#links.filter(({ to }) => to === id);
      return [...new Set(links.map(({ signal }) => signal))].map((signal) => {
        const own = links.filter((link) => link.signal === signal).map(({ account }) => account);
        const entries = this.books({ kind: "exporter", id }).of(signal);
        const terms = countsItself ? exporterTerms(own, entries) : plainExporterTerms(own);
        return accountOf({ kind: "exporter", component: id, signal }, terms);
      });
    });
  }
}
