"""RQ alone with an empty job: `python benchmarks/plain.py simple|fork NUMBER`; prints jobs/s."""

import json
import os
import sys
import time

from bare import nothing
from redis import Redis
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer

from anbelo.outbox.relay import RESULT_SECONDS

KINDS = {"simple": SimpleWorker, "fork": Worker}


def main() -> None:
    kind, number = KINDS[sys.argv[1]], int(sys.argv[2])
    redis = Redis.from_url(os.environ["REDIS_URL"])
    queue = Queue("plain", connection=redis, serializer=JSONSerializer)
    queue.enqueue_many(
        [Queue.prepare_data(nothing, args=(n,), result_ttl=RESULT_SECONDS) for n in range(number)]
    )
    worker = kind([queue], connection=redis, serializer=JSONSerializer)
    began = time.perf_counter()
    worker.work(burst=True, logging_level="WARNING")
    print(json.dumps(number / (time.perf_counter() - began)))


if __name__ == "__main__":
    main()
