import { builtinFactories } from "@genai-collector/collector";
import type { Consumer, Instruments, Logs, Metrics, Payload, Settings } from "@genai-collector/component";
import type { AnyFactory, ProcessorFactory, ReceiverFactory } from "@genai-collector/confmap";

/** What a component is created with. */
export type Given = Settings<Instruments>;

/** Takes the place of what comes behind the guard. */
export type Saboteur<P extends Payload> = (next: Consumer<P>, settings: Given) => Consumer<P>;

function shipped(kind: AnyFactory["kind"], type: string): AnyFactory {
  return builtinFactories.find((factory) => factory.kind === kind && factory.type === type)!;
}

/** The guard that ships, with something broken behind it. */
export function behindGuard(saboteurs: {
  readonly metrics?: Saboteur<Metrics>;
  readonly logs?: Saboteur<Logs>;
}): object {
  const { createAny, ...guard } = shipped("processor", "guard") as ProcessorFactory;
  const whole = <P extends Payload>(next: Consumer<P>): Consumer<P> => next;
  const { metrics = whole, logs = whole } = saboteurs;
  return {
    ...guard,
    createMetrics: (settings: Given, config: unknown, next: Consumer<Metrics>) =>
      createAny!(settings, config, metrics(next, settings)),
    createLogs: (settings: Given, config: unknown, next: Consumer<Logs>) =>
      createAny!(settings, config, logs(next, settings)),
  };
}

/** A receiver that ships, with instruments that record nothing. */
export function receiverWithout(type: string, ...instruments: readonly string[]): object {
  const receiver = shipped("receiver", type) as ReceiverFactory;
  return {
    ...receiver,
    create: (settings: Given, config: unknown, outputs: Parameters<ReceiverFactory["create"]>[2]) => {
      const deaf = Object.fromEntries(instruments.map((name) => [name, { record: () => undefined }]));
      return receiver.create({ ...settings, instruments: { ...settings.instruments, ...deaf } }, config, outputs);
    },
  };
}

/** A receiver that ships, which runs another configuration than it was given. */
export function receiverWith(type: string, change: (config: never) => object): object {
  const receiver = shipped("receiver", type) as ReceiverFactory;
  return {
    ...receiver,
    create: (settings: Given, config: unknown, outputs: Parameters<ReceiverFactory["create"]>[2]) =>
      receiver.create(settings, change(config as never), outputs),
  };
}

/** Does with each decoded payload what it is told, and hands it on. */
export function editing<P extends Metrics | Logs>(edit: (data: ReturnType<P["takeDecoded"]>) => void): Saboteur<P> {
  return (next) => ({
    consume: (payload, context) => {
      edit(payload.takeDecoded() as ReturnType<P["takeDecoded"]>);
      return next.consume(payload, context);
    },
  });
}
