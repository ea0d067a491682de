/** What `--help` prints. */
export function helpText(program: string): string {
  return `Collects the telemetry of AI platforms and LLM applications, and delivers it as OTLP.

Usage:
  ${program} --config FILE [flags]              run until SIGINT or SIGTERM
  ${program} validate --config FILE             check the configuration, start nothing
  ${program} print-config --config FILE         print the configuration with its defaults
  ${program} components                         list what is built in
  ${program} replay --config FILE               send dead letters again, through their pipelines
  ${program} ledger [--endpoint URL]            print what became of every item, as a running collector tells it

Flags:
      --config FILE        Configuration file. May be given several times; later files are merged over earlier ones.
      --set PATH=VALUE     Set one value over the files, for example --set exporters::otlp_http::endpoint=http://localhost:4318
      --components DIR     Folder with third-party component packages, besides service.packages. May be given several times.
      --exporter ID        replay: only the letters of this exporter
      --from DIR           replay: where the letters are; default: where the dead_letter extensions keep them
      --dry-run            replay: say what is there, send nothing
      --without-guard      replay: also through pipelines without a guard processor
      --mode MODE          print-config: redacted (default) or unredacted
      --format FORMAT      print-config: yaml (default) or json
      --endpoint URL       ledger: the zpages of the running collector, http://localhost:55679 by default
  -v, --version            Print the version
  -h, --help               Print this text

In a configuration, \${env:NAME}, \${env:NAME:-default} and \${file:PATH} stand for values from elsewhere.
Exit code 0: ended as asked. 1: an error, told on stderr. replay: 0 only if no letter is left of those asked for.
ledger: 1 also where it does not balance.
`;
}
