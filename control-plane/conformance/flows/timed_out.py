import time

from prefect import flow


@flow(name="timed-out", timeout_seconds=0.2)
def timed_out():
    for _ in range(100):
        time.sleep(0.05)


if __name__ == "__main__":
    timed_out()
