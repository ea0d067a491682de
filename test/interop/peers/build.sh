#!/usr/bin/env bash
# build.sh otelcol|telemetrygen: builds a real peer from its public Go modules and prints the binary's path.
# Built once per machine and version, into ${PEERS_CACHE:-~/.cache/peers}. The first build of otelcol takes minutes.
set -euo pipefail

name=${1:?expected a peer: otelcol or telemetrygen}
here=$(cd "$(dirname "$0")" && pwd)
cache=${PEERS_CACHE:-$HOME/.cache/peers}
telemetrygen=github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen
telemetrygen_version=v0.155.0

PATH=$PATH:/usr/local/go/bin
if ! command -v go > /dev/null; then
  echo "build.sh: $name is built with Go, and there is no go in PATH or /usr/local/go/bin" >&2
  exit 1
fi

# Several suites may ask at once: each builds beside the cache and moves the finished binary into it.
mkdir -p "$cache"
work=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$work"' EXIT

case $name in
  otelcol)
    stamp=$(cat "$here/otelcol/main.go" "$here/otelcol/go.mod" | sha256sum | cut -c1-12)
    binary=$cache/otelcol-$stamp
    if [ ! -x "$binary" ]; then
      mkdir "$work/source"
      cp "$here/otelcol/main.go" "$here/otelcol/go.mod" "$here/otelcol/go.sum" "$work/source"
      # Not tidied: module mirrors lack what only the dependencies' own tests need.
      (cd "$work/source" && GOFLAGS=-mod=mod go build -ldflags "-s -w" -o "$work/built" .) >&2
      mv "$work/built" "$binary"
    fi
    ;;
  telemetrygen)
    binary=$cache/telemetrygen-$telemetrygen_version
    if [ ! -x "$binary" ]; then
      GOBIN=$work go install "$telemetrygen@$telemetrygen_version" >&2
      mv "$work/telemetrygen" "$binary"
    fi
    ;;
  *)
    echo "build.sh: expected otelcol or telemetrygen, found $name" >&2
    exit 2
    ;;
esac
echo "$binary"
