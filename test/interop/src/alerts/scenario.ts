/** What Prometheus holds, in promtool's notation for series: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export type Series = Readonly<Record<string, string>>;

/** One story of an alert: a sample a minute from time 0 on, and the minute at which it is looked at. */
export interface Scenario {
  readonly story: string;
  readonly series: Series;
  readonly atMinute: number;
}

/** Stories in which an alert must fire, and in which it must not. */
export interface AlertCase {
  readonly fires: readonly Scenario[];
  readonly quiet: readonly Scenario[];
}

/** One story. */
export function story(text: string, atMinute: number, series: Series): Scenario {
  return { story: text, series, atMinute };
}

/** A selector of one series of one replica. `labels`: as in PromQL, without braces. */
export function of(metric: string, labels = "", replica = "a"): string {
  return `${metric}{job="collector",instance="${replica}:8888"${labels === "" ? "" : `,${labels}`}}`;
}

/** A file for `promtool test rules`: each story is asked whether the alert fires. */
export function unitTests(rulesPath: string, alert: string, { fires, quiet }: AlertCase): string {
  const tests = [
    ...fires.map((each) => unitTest(alert, each, true)),
    ...quiet.map((each) => unitTest(alert, each, false)),
  ];
  // JSON is YAML.
  return JSON.stringify({ rule_files: [rulesPath], evaluation_interval: "1m", tests }, undefined, 1);
}

function unitTest(alert: string, { story: text, series, atMinute }: Scenario, doesFire: boolean): object {
  const labels = `{alertname="${alert}"}`;
  // What promtool repeats where it comes out otherwise.
  const told = `# ${alert} ${doesFire ? "fires" : "is quiet"}: ${text}`;
  return {
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `max by (alertname) (ALERTS{alertname="${alert}",alertstate="firing"}) ${told}`,
        eval_time: `${atMinute}m`,
        exp_samples: doesFire ? [{ labels, value: 1 }] : [],
      },
    ],
  };
}
