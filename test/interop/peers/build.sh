#!/usr/bin/env bash
# build.sh otelcol|telemetrygen|kube-apiserver|python|dynamodb: makes a real peer and prints the path of its program: those
# in Go from their public modules, Python as a virtual environment with the OpenTelemetry SDK; of DynamoDB Local, the
# folder of its Java libraries.
# Made once per machine and version, into ${PEERS_CACHE:-~/.cache/peers}. First builds take minutes.
set -euo pipefail

name=${1:?expected a peer: otelcol, telemetrygen, kube-apiserver, python or dynamodb}
here=$(cd "$(dirname "$0")" && pwd)
cache=${PEERS_CACHE:-$HOME/.cache/peers}
telemetrygen=github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen
telemetrygen_version=v0.155.0

PATH=$PATH:/usr/local/go/bin
case $name in
  python) needed=python3 ;;
  dynamodb) needed=mvn ;;
  *) needed=go ;;
esac
if ! command -v "$needed" > /dev/null; then
  echo "build.sh: $name is made with $needed, which is not in PATH (Go: nor in /usr/local/go/bin)" >&2
  exit 1
fi

# Several suites may ask at once: each builds beside the cache and moves the finished binary into it.
mkdir -p "$cache"
work=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$work"' EXIT

case $name in
  otelcol | kube-apiserver)
    stamp=$(cat "$here/$name/main.go" "$here/$name/go.mod" | sha256sum | cut -c1-12)
    binary=$cache/$name-$stamp
    if [ ! -x "$binary" ]; then
      mkdir "$work/source"
      cp "$here/$name/main.go" "$here/$name/go.mod" "$here/$name/go.sum" "$work/source"
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
  python)
    stamp=$(sha256sum "$here/requirements.txt" | cut -c1-12)
    folder=$cache/python-$stamp
    binary=$folder/bin/python
    if [ ! -e "$folder/complete" ]; then
      # Its programs hold the folder's path, so it is made where it stays, and marked when it is complete.
      exec 9> "$folder.lock"
      flock 9
      if [ ! -e "$folder/complete" ]; then
        python3 -m venv --clear "$folder" >&2
        "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2
        touch "$folder/complete"
      fi
    fi
    ;;
  dynamodb)
    stamp=$(sha256sum "$here/dynamodb/pom.xml" | cut -c1-12)
    binary=$cache/dynamodb-$stamp
    if [ ! -d "$binary" ]; then
      mkdir "$work/dynamodb"
      mvn -q -B -f "$here/dynamodb/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/dynamodb" >&2
      # Whoever came first has won: the other's copy is the same.
      mv -T "$work/dynamodb" "$binary" 2> /dev/null || [ -d "$binary" ]
    fi
    ;;
  *)
    echo "build.sh: expected otelcol, telemetrygen, python, kube-apiserver or dynamodb, found $name" >&2
    exit 2
    ;;
esac
echo "$binary"
