"""Maps a tagged task; prints how many of its runs went on at the same time at the most."""

import sys
import threading
import time

from prefect import flow, task

TAG = sys.argv[1]
lock = threading.Lock()
running = 0
most = 0


@task(tags=[TAG])
def limited(number: int) -> int:
    global running, most
    with lock:
        running += 1
        most = max(most, running)
    time.sleep(0.2)
    with lock:
        running -= 1
    return number


@flow
def limited_by_tag() -> None:
    limited.map(range(3)).result()


limited_by_tag()
print(f"most at once: {most}")
