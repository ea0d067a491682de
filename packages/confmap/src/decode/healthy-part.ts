import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { Configuration, ConfiguredComponents, ConfiguredPipeline } from "../configuration.ts";
import { isAtOrBelow } from "../is-at-or-below.ts";
import type { Problem } from "../problem.ts";

/**
 * What of a configuration with problems can be examined further: components without one, and pipelines of such
 * components alone. Whatever is wrong in this part is wrong in the whole. Extensions, on whose absence problems would
 * follow, are not in it; nor is a pipeline that a connector joins to one that was left out.
 */
export function healthyPart(configuration: Configuration, problems: readonly Problem[]): Configuration {
  const isHurt = (path: string): boolean => problems.some((problem) => isAtOrBelow(problem.path, path));
  const well = <F>(section: string, components: ConfiguredComponents<F>): ConfiguredComponents<F> =>
    new Map([...components].filter(([id]) => !isHurt(`${section}::${id}`)));
  const components = {
    receivers: well("receivers", configuration.receivers),
    processors: well("processors", configuration.processors),
    exporters: well("exporters", configuration.exporters),
    connectors: well("connectors", configuration.connectors),
  };
  const isWhole = (id: PipelineId, { receivers, processors, exporters }: ConfiguredPipeline): boolean =>
    !isHurt(`service::pipelines::${id}`) &&
    receivers.every((each) => components.receivers.has(each) || components.connectors.has(each)) &&
    processors.every((each) => components.processors.has(each)) &&
    exporters.every((each) => components.exporters.has(each) || components.connectors.has(each));
  const whole = new Map([...configuration.pipelines].filter(([id, pipeline]) => isWhole(id, pipeline)));
  return {
    ...configuration,
    ...components,
    pipelines: withoutTorn(whole, configuration),
    serviceExtensions: [],
  };
}

/** Leaves out what a connector joins to a pipeline that is not in `kept`, and what is joined to that. */
function withoutTorn(
  kept: ReadonlyMap<PipelineId, ConfiguredPipeline>,
  whole: Pick<Configuration, "pipelines" | "connectors">,
): ReadonlyMap<PipelineId, ConfiguredPipeline> {
  const joints = ({ receivers, exporters }: ConfiguredPipeline): readonly ComponentId[] =>
    [...receivers, ...exporters].filter((id) => whole.connectors.has(id));
  const torn = new Set(
    [...whole.pipelines].filter(([id]) => !kept.has(id)).flatMap(([, pipeline]) => joints(pipeline)),
  );
  const left = new Map([...kept].filter(([, pipeline]) => !joints(pipeline).some((id) => torn.has(id))));
  return left.size === kept.size ? left : withoutTorn(left, whole);
}
