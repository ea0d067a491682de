import {
  checkpointStore,
  leaderElector,
  provide,
  type CheckpointStore,
  type Component,
  type LeaderElector,
  type Provided,
  type Term,
} from "@genai-collector/component";
import type { AnyFactory, ExtensionFactory } from "@genai-collector/confmap";
import type { ProcessPhases, Work } from "./phases.ts";
import { viewOf, type ProcessView } from "./process-view.ts";

/** The same factory; of stores and electors that it makes, somebody sees from outside what they are asked. */
export function observed(factory: AnyFactory): AnyFactory {
  if (factory.kind !== "extension") return factory;
  const { create, ...rest } = factory;
  const seen: ExtensionFactory = {
    ...rest,
    create: (settings, config) => {
      const extension = create(settings, config) as Component & { readonly provided?: readonly Provided[] };
      const view = viewOf(settings.runtime);
      const isSeen = extension.provided?.some(({ key }) => key === checkpointStore.key || key === leaderElector.key);
      return view === undefined || isSeen !== true ? extension : watching(extension, view);
    },
  };
  return seen;
}

function watching(extension: Component & { readonly provided?: readonly Provided[] }, view: ProcessView): Component {
  const provided = (extension.provided ?? []).map((each) => {
    if (each.key === checkpointStore.key)
      return provide(checkpointStore, watchedStore(each.implementation as CheckpointStore, view));
    if (each.key === leaderElector.key)
      return provide(leaderElector, watchedElector(each.implementation as LeaderElector, view));
    return each;
  });
  const watched = {
    provided,
    start: async (...given: Parameters<NonNullable<Component["start"]>>) => extension.start?.(...given),
    shutdown: async (...given: Parameters<NonNullable<Component["shutdown"]>>) => extension.shutdown?.(...given),
  };
  return watched;
}

function watchedStore(store: CheckpointStore, { phases, attempted, answered }: ProcessView): CheckpointStore {
  return {
    load: (...given) => during(phases, "loading", () => store.load(...given)),
    list: (...given) => during(phases, "loading", () => store.list(...given)),
    remove: (...given) => during(phases, "saving", () => store.remove(...given)),
    advance: async (key, to, epoch, ...more) => {
      const attempt = { key, time: to.time, epoch };
      attempted(attempt);
      const verdict = await during(phases, "saving", () => store.advance(key, to, epoch, ...more));
      answered({ ...attempt, verdict });
      return verdict;
    },
  };
}

async function during<T>(phases: ProcessPhases, work: Work, run: () => Promise<T>): Promise<T> {
  phases.begin(work);
  try {
    return await run();
  } finally {
    phases.end(work);
  }
}

function watchedElector(elector: LeaderElector, view: ProcessView): LeaderElector {
  const { phases, led, ended } = view;
  const standing = elector.standing?.bind(elector);
  return {
    ...(standing === undefined ? {} : { standing }),
    campaign: async (source, floor, lead, signal) => {
      phases.campaigns.add(source);
      phases.update();
      const leading = async (term: Term): Promise<void> => {
        const begun = { source, floor, epoch: term.epoch, signal: term.signal };
        led(begun);
        phases.terms.add(source);
        phases.update();
        try {
          await lead(term);
        } finally {
          ended(begun);
          phases.terms.delete(source);
          phases.update();
        }
      };
      try {
        await elector.campaign(source, floor, leading, signal);
      } finally {
        phases.campaigns.delete(source);
        phases.update();
      }
    },
  };
}
