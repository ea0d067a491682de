"""Calls OTLP's gRPC services as fast as they answer, on gRPC's C core. Arguments: HOST:PORT SECONDS FILE…, where each file
is a request named by its signal, for example traces-1.bin. Prints, as JSON, how many calls of each file were taken, and
how the others ended."""

import collections
import json
import os
import sys
import threading
import time

import grpc

PATHS = {
    "traces": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    "metrics": "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    "logs": "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
}
THREADS = 4

address, seconds, *files = sys.argv[1:]
requests = []
for file in files:
    with open(file, "rb") as opened:
        name = os.path.basename(file)
        requests.append((PATHS[name.split("-")[0]], name, opened.read()))

taken = collections.Counter()
failures = []
lock = threading.Lock()


def work(compression):
    # A channel of its own: all threads of one process share a connection otherwise.
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(address, options=options, compression=compression) as channel:
        methods = {path: channel.unary_unary(path) for path, _, _ in requests}
        end = time.monotonic() + float(seconds)
        count = 0
        while time.monotonic() < end:
            path, name, body = requests[count % len(requests)]
            count += 1
            try:
                methods[path](body, timeout=30)
                with lock:
                    taken[name] += 1
            except grpc.RpcError as error:
                with lock:
                    failures.append(f"{error.code().name}: {error.details()} ({name})")


kinds = [grpc.Compression.NoCompression, grpc.Compression.Gzip]
threads = [threading.Thread(target=work, args=(kinds[index % 2],)) for index in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"taken": taken, "failures": failures}))
