import { of, story, type AlertCase, type Scenario } from "./scenario.ts";

const portkey = 'receiver="portkey"';
const loop = 'receiver="portkey",loop="analytics"';
const target = 'service_name="genai-collector"';

/** A counter that is there from the process' start, and one that is born with its first event. */
function counted(metric: string, labels: string, more: { readonly atMinute?: number } = {}): AlertCase {
  const at = more.atMinute ?? 22;
  const replica = (name: string): string => of(metric, labels, name);
  return {
    fires: [
      story("the first event makes the series", at, { [replica("a")]: "_x20 1x20" }),
      story("a series that is there grows", at, { [replica("a")]: "3x20 5x20" }),
      story("after a restart it is counted from 0", at, { [replica("a")]: "7x15 _ _ 0x2 1x20" }),
      story("another replica counts it", at, { [replica("a")]: "9x60", [replica("b")]: "_x20 2x20" }),
    ],
    quiet: [
      story("what was counted long ago stays", 90, { [replica("a")]: "3x100" }),
      story("a restart, where nothing has happened since", 90, { [replica("a")]: "3x80 _ 0x20" }),
      story("a deploy: the old replica goes, the new one has counted nothing", 90, {
        [replica("a")]: "3x80 stale",
        [replica("b")]: "_x80 0x20",
      }),
      story("nothing was ever counted", 90, { [of("target_info", target)]: "1x100" }),
    ],
  };
}

/** A gauge that must stand for a while. */
function standing(metric: string, labels: string, minutes: number, calm = "0"): AlertCase {
  const long = minutes + 15;
  return {
    fires: [story("it stands", long, { [of(metric, labels)]: `1x${long}` })],
    quiet: [
      story("all is well", long, { [of(metric, labels)]: `${calm}x${long}` }),
      story("it was short", long, { [of(metric, labels)]: `${calm}x2 1 ${calm}x${long}` }),
      story("a standby says nothing of it", long, { [of(metric, labels, "b")]: `0x${long}` }),
    ],
  };
}

/** Both kinds of stories, of several cases. */
function together(...cases: readonly AlertCase[]): AlertCase {
  return { fires: cases.flatMap(({ fires }) => fires), quiet: cases.flatMap(({ quiet }) => quiet) };
}

const perItem = (metric: string, labels: string, build: (name: string, labels: string) => AlertCase): AlertCase =>
  together(...["spans", "metric_points", "log_records"].map((items) => build(`${metric}_${items}`, labels)));

/** Events that go on for a while. */
function recurring(metric: string, labels: string, atMinute = 30): AlertCase {
  const fires = [story("it goes on", atMinute, { [of(metric, labels)]: "0+1x60" })];
  const quiet: readonly Scenario[] = [
    story("it happened once", atMinute, { [of(metric, labels)]: "0x3 1x60" }),
    story("a restart", atMinute, { [of(metric, labels)]: "5x10 _ _ 0x60" }),
  ];
  return { fires, quiet };
}

const success = "otelcol_receiver_portkey_last_success";
const expected = "otelcol_receiver_portkey_expected_lag";
const lag = "otelcol_receiver_portkey_lag";
const leading = "otelcol_receiver_portkey_leading";
const campaigning = "otelcol_extension_kubernetes_leader_elector_campaigning";
const elector = 'extension="kubernetes_leader_elector"';
const requests = (outcome: string): string =>
  of("otelcol_receiver_portkey_request_duration_count", `${portkey},outcome="${outcome}"`);

/** The stories of every alert, by its name. */
export const alertCases: ReadonlyMap<string, AlertCase> = new Map(
  Object.entries({
    Absent: {
      fires: [
        story("nothing is scraped", 15, {}),
        story("only an otelcol is", 15, { [of("target_info", 'service_name="otelcol"')]: "1x20" }),
        story("the last one has gone", 40, { [of("target_info", target)]: "1x20 stale" }),
      ],
      quiet: [
        story("one of two is there", 15, { [of("target_info", target)]: "1x20" }),
        story("a restart takes three minutes", 30, { [of("target_info", target)]: "1x10 stale _ _ 1x30" }),
      ],
    },
    TargetDown: {
      fires: [
        story("it was there and does not answer", 15, {
          [of("up")]: "1x5 0x20",
          [of("target_info", target)]: "1x5 stale",
        }),
      ],
      quiet: [
        story("it is no collector", 15, { [of("up")]: "0x20" }),
        story("a restart", 15, { [of("up")]: "1x5 0x2 1x20", [of("target_info", target)]: "1x5 stale _ 1x20" }),
        story("a deploy: the pod is no target any more", 15, {
          [of("up")]: "1x5 stale",
          [of("target_info", target)]: "1x5 stale",
        }),
      ],
    },
    NoLeader: {
      fires: [
        story("both stand by", 10, { [of(leading, portkey)]: "0x20", [of(leading, portkey, "b")]: "0x20" }),
        story("the leader has gone, and nobody follows", 20, {
          [of(leading, portkey)]: "1x5 stale",
          [of(leading, portkey, "b")]: "0x30",
        }),
      ],
      quiet: [
        story("one leads", 10, { [of(leading, portkey)]: "1x20", [of(leading, portkey, "b")]: "0x20" }),
        story("a failover takes two minutes", 12, {
          [of(leading, portkey)]: "1x5 stale",
          [of(leading, portkey, "b")]: "0x7 1x20",
        }),
        story("there is no polling receiver", 10, { [of("target_info", target)]: "1x20" }),
      ],
    },
    NoStandby: {
      fires: [
        story("one replica of two is missing", 20, { [of(campaigning, elector)]: "1x30" }),
        story("one is there and does not campaign", 20, {
          [of(campaigning, elector)]: "1x30",
          [of(campaigning, elector, "b")]: "0x30",
        }),
      ],
      quiet: [
        story("two campaign", 20, { [of(campaigning, elector)]: "1x30", [of(campaigning, elector, "b")]: "1x30" }),
        story("no elector is configured", 20, { [of(leading, portkey)]: "1x30" }),
        story("a rolling deploy", 25, {
          [of(campaigning, elector)]: "1x40",
          [of(campaigning, elector, "b")]: "1x5 stale",
          [of(campaigning, elector, "c")]: "_x12 1x30",
        }),
      ],
    },
    LoopNeverStarted: {
      fires: [
        story("it never delivers", 75, { [of("otelcol_receiver_portkey_unstarted_lanes", loop)]: "1x80" }),
        story("it is restarted again and again", 75, {
          [of("otelcol_receiver_portkey_unstarted_lanes", loop)]: "1x20 stale _ _ 1x20 stale _ _ 1x40",
        }),
        story("another replica has tried, too", 75, {
          [of("otelcol_receiver_portkey_unstarted_lanes", loop)]: "1x30 0x60",
          [of("otelcol_receiver_portkey_unstarted_lanes", loop, "b")]: "0x31 2x60",
        }),
      ],
      quiet: [
        story("a deploy: it delivers after two minutes", 75, {
          [of("otelcol_receiver_portkey_unstarted_lanes", loop)]: "3x2 0x90",
        }),
        story("a standby", 75, { [of("otelcol_receiver_portkey_unstarted_lanes", loop, "b")]: "0x90" }),
      ],
    },
    LoopStalled: {
      fires: [
        story("the last success is long ago", 90, { [of(success, loop)]: "60x100", [of(expected, loop)]: "600x100" }),
        story("the replica that had it is gone", 90, {
          [of(success, loop)]: "60x5 stale",
          [of(expected, loop, "b")]: "600x100",
        }),
        story("it was demoted meanwhile", 90, { [of(success, loop)]: "60x5 0x100", [of(expected, loop)]: "600x100" }),
      ],
      quiet: [
        story("a quiet source: empty polls are saved", 90, {
          [of(success, loop)]: "60+60x100",
          [of(expected, loop)]: "600x100",
        }),
        story("a loop that is slow by its configuration", 90, {
          [of(success, loop)]: "60x100",
          [of(expected, loop)]: "3600x100",
        }),
        story("a failover: the other replica goes on", 90, {
          [of(success, loop)]: "60+60x20 0x80",
          [of(success, loop, "b")]: "0x20 1260+60x80",
          [of(expected, loop)]: "600x100",
          [of(expected, loop, "b")]: "600x100",
        }),
        story("the loop was taken out", 90, { [of(success, loop)]: "60x5 stale", [of(expected, loop)]: "600x5 stale" }),
      ],
    },
    LagGrowing: {
      fires: [
        story("it stays behind", 20, { [of(lag, loop)]: "1600x30", [of(expected, loop)]: "600x30" }),
        story("a loop that has never begun counts from the start", 60, {
          [of(lag, loop)]: "0+60x80",
          [of(expected, loop)]: "600x80",
        }),
      ],
      quiet: [
        story("as behind as it is configured to be", 20, {
          [of(lag, loop)]: "600x30",
          [of(expected, loop)]: "600x30",
        }),
        story("a deploy: it catches up at once", 20, {
          [of(lag, loop)]: "3000x4 1200 600x30",
          [of(expected, loop)]: "600x30",
        }),
        story("a standby", 20, { [of(lag, loop, "b")]: "0x30", [of(expected, loop, "b")]: "600x30" }),
      ],
    },
    LoopStuck: standing("otelcol_part_overdue", `${portkey},part="analytics"`, 2),
    LoopDegraded: standing("otelcol_receiver_portkey_degraded", loop, 15),
    Fenced: {
      fires: [
        story("again and again", 40, {
          [of("otelcol_receiver_portkey_checkpoint_failures", `${loop},operation="fenced"`)]: "0+0.2x60",
        }),
      ],
      quiet: [
        story("once, at a failover", 40, {
          [of("otelcol_receiver_portkey_checkpoint_failures", `${loop},operation="fenced"`)]: "0x30 1x60",
        }),
        story("the store is down", 40, {
          [of("otelcol_receiver_portkey_checkpoint_failures", `${loop},operation="save"`)]: "0+1x60",
        }),
      ],
    },
    DeliveryFailing: recurring("otelcol_receiver_portkey_delivery_failures", `${loop},kind="retryable"`),
    CheckpointFailing: together(
      recurring("otelcol_receiver_portkey_checkpoint_failures", `${loop},operation="save"`),
      recurring("otelcol_receiver_langsmith_checkpoint_failures", 'receiver="langsmith",loop="runs",operation="load"'),
    ),
    OrphanedLanes: standing("otelcol_receiver_portkey_orphaned_lanes", portkey, 60),
    VendorAuthErrors: together(
      counted("otelcol_receiver_portkey_auth_errors", portkey),
      counted("otelcol_receiver_langsmith_auth_errors", 'receiver="langsmith",loop="runs"'),
    ),
    VendorErrors: {
      fires: [
        story("two of five fail", 30, { [requests("2xx")]: "0+6x40", [requests("5xx")]: "0+4x40" }),
        story("nobody answers", 30, { [requests("none")]: "0+1x40" }),
      ],
      quiet: [
        story("one of ten fails", 30, { [requests("2xx")]: "0+9x40", [requests("4xx")]: "0+1x40" }),
        story("a slow loop asks seldom, and nothing fails", 30, { [requests("2xx")]: "1x40" }),
        story("a short outage", 30, { [requests("2xx")]: "0+6x40", [requests("5xx")]: "0x5 0+6x3 18x40" }),
      ],
    },
    CapabilityLost: together(
      standing("otelcol_receiver_portkey_capability", `${portkey},endpoint="graphs/cost",state="plan"`, 15),
      {
        fires: [],
        quiet: ["transient", "healthy", "no_data"].map((state) =>
          story(`it is ${state}`, 40, {
            [of("otelcol_receiver_portkey_capability", `${portkey},endpoint="graphs/cost",state="${state}"`)]: "1x60",
          }),
        ),
      },
    ),
    Truncated: together(
      counted("otelcol_receiver_portkey_truncated", `${portkey},group="models",reason="rows"`),
      counted("otelcol_receiver_langsmith_projects_truncated", 'receiver="langsmith",loop="sessions"'),
      counted("otelcol_receiver_langsmith_feedback_left_out", 'receiver="langsmith",reason="beyond"'),
      {
        fires: [],
        quiet: [
          story("feedback without a name that could be a label", 22, {
            [of("otelcol_receiver_langsmith_feedback_left_out", 'receiver="langsmith",reason="unnamed"')]: "0+1x40",
          }),
        ],
      },
    ),
    DataSkipped: counted("otelcol_receiver_portkey_skipped_items", `${loop},reason="too_old"`),
    TimeSkipped: counted("otelcol_receiver_portkey_skipped_time", `${loop},reason="backfill"`),
    RunsMissed: counted("otelcol_receiver_langsmith_missed_runs", 'receiver="langsmith"', { atMinute: 25 }),
    DataDropped: counted("otelcol_processor_batch_dropped_items", 'processor="batch",reason="retryable"'),
    SendFailed: together(
      perItem("otelcol_exporter_send_failed", 'exporter="otlp_http"', (metric, labels) =>
        counted(metric, labels, { atMinute: 27 }),
      ),
      {
        fires: [
          story("all signals of one exporter", 27, {
            [of("otelcol_exporter_send_failed_spans", 'exporter="otlp_http"')]: "0+1x40",
            [of("otelcol_exporter_send_failed_log_records", 'exporter="otlp_http"')]: "0+1x40",
          }),
        ],
        quiet: [],
      },
    ),
    SinkRejects: counted("otelcol_exporter_otlp_http_rejected_items", 'exporter="otlp_http",reason="too_old"'),
    EnqueueFailed: perItem("otelcol_exporter_enqueue_failed", 'exporter="otlp_grpc"', counted),
    QueueFilling: {
      fires: [
        story("it stands near its end", 15, {
          [of("otelcol_exporter_queue_size", 'exporter="otlp_http"')]: "900x30",
          [of("otelcol_exporter_queue_capacity", 'exporter="otlp_http"')]: "1000x30",
        }),
      ],
      quiet: [
        story("there is room", 15, {
          [of("otelcol_exporter_queue_size", 'exporter="otlp_http"')]: "700x30",
          [of("otelcol_exporter_queue_capacity", 'exporter="otlp_http"')]: "1000x30",
        }),
        story("a burst", 15, {
          [of("otelcol_exporter_queue_size", 'exporter="otlp_http"')]: "950x4 0x30",
          [of("otelcol_exporter_queue_capacity", 'exporter="otlp_http"')]: "1000x30",
        }),
      ],
    },
    QueueRecordsLost: together(
      counted("otelcol_exporter_otlp_http_queue_lost_records", 'exporter="otlp_http"'),
      counted("otelcol_extension_file_storage_damaged", 'extension="file_storage"'),
    ),
    QueueDiskFailing: together(
      recurring("otelcol_extension_file_storage_failed_commits", 'extension="file_storage"'),
      recurring("otelcol_extension_file_storage_refused", 'extension="file_storage"'),
      {
        fires: [
          story("both", 30, {
            [of("otelcol_extension_file_storage_failed_commits", 'extension="file_storage"')]: "0+1x60",
            [of("otelcol_extension_file_storage_refused", 'extension="file_storage"')]: "0+1x60",
          }),
        ],
        quiet: [],
      },
    ),
    Refusing: perItem("otelcol_receiver_refused", 'receiver="otlp",transport="grpc"', recurring),
    LedgerImbalance: together(
      standing("otelcol_ledger_imbalance_items", 'account="component",component="exporter/x",signal="logs"', 10),
      {
        fires: [
          story("more came out than went in", 25, {
            [of("otelcol_ledger_imbalance_items", 'account="component",component="exporter/x",signal="logs"')]: "-3x30",
          }),
        ],
        quiet: [],
      },
    ),
    DeadLetters: counted("otelcol_extension_dead_letter_kept_items", 'extension="dead_letter"'),
    DeadLettersLost: together(
      counted("otelcol_extension_dead_letter_dropped_items", 'extension="dead_letter",reason="oldest"'),
      counted("otelcol_exporter_otlp_http_dead_letter_items", 'exporter="otlp_http",outcome="not_kept"'),
      {
        fires: [],
        quiet: [
          story("they are kept", 22, {
            [of("otelcol_exporter_otlp_http_dead_letter_items", 'exporter="otlp_http",outcome="kept"')]: "0+1x40",
          }),
        ],
      },
    ),
    ContentFloor: together(
      counted("otelcol_processor_guard_dropped", 'processor="guard",reason="content"'),
      counted("otelcol_processor_guard_dropped", 'processor="guard",reason="unreleased"'),
      {
        fires: [],
        quiet: [
          story("a label that is not on the list", 22, {
            [of("otelcol_processor_guard_dropped", 'processor="guard",reason="label"')]: "0+1x40",
          }),
        ],
      },
    ),
    GuardDropping: together(counted("otelcol_processor_guard_dropped", 'processor="guard",reason="budget"'), {
      fires: [],
      quiet: [
        story("content is another alert's", 22, {
          [of("otelcol_processor_guard_dropped", 'processor="guard",reason="content"')]: "0+1x40",
        }),
      ],
    }),
    Cardinality: {
      fires: [
        story("new label sets all the time", 90, {
          [of("otelcol_processor_guard_new_label_sets", 'processor="guard"')]: "0+6x100",
        }),
        story("points go to an overflow series", 40, {
          [of("otelcol_processor_guard_overflowed", 'processor="guard"')]: "_x20 5x60",
        }),
      ],
      quiet: [
        story("a new model now and then", 90, {
          [of("otelcol_processor_guard_new_label_sets", 'processor="guard"')]: "40+0.1x100",
        }),
        story("a restart sees everything for the first time", 90, {
          [of("otelcol_processor_guard_new_label_sets", 'processor="guard"')]: "150x60 _ 0 150x60",
        }),
      ],
    },
    RevisedAfterSettle: {
      fires: [
        story("many in an hour", 40, {
          [of("otelcol_processor_settle_revisions", 'processor="settle",when="after_settle"')]: "_x10 12x60",
        }),
      ],
      quiet: [
        story("a few", 40, {
          [of("otelcol_processor_settle_revisions", 'processor="settle",when="after_settle"')]: "_x10 4x60",
        }),
        story("before settle: that is what settle is for", 40, {
          [of("otelcol_processor_settle_revisions", 'processor="settle",when="before_settle"')]: "0+5x60",
        }),
      ],
    },
    Unguarded: standing("otelcol_unguarded_pipelines", "", 5),
    ClockStep: {
      fires: [
        story("set back once", 12, { [of("otelcol_process_clock_steps", 'direction="backward"')]: "0x10 1x20" }),
        story("the machine slept", 12, { [of("otelcol_process_clock_steps", 'direction="forward"')]: "0x10 1x20" }),
      ],
      quiet: [
        story("a restart", 30, { [of("otelcol_process_clock_steps", 'direction="backward"')]: "2x10 _ 0x30" }),
        story("never", 30, { [of("otelcol_process_clock_steps", 'direction="backward"')]: "0x40" }),
      ],
    },
    EventLoopStalled: {
      fires: [story("eight seconds", 10, { [of("otelcol_process_event_loop_stall")]: "0x5 8x3 8x10" })],
      quiet: [
        story("two seconds", 10, { [of("otelcol_process_event_loop_stall")]: "0x5 2x20" }),
        story("never", 10, { [of("otelcol_process_event_loop_stall")]: "0x20" }),
      ],
    },
  } satisfies Record<string, AlertCase>).map(([name, stories]) => [`GenaiCollector${name}`, stories]),
);
