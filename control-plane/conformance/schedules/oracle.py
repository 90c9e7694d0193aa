"""The instants that Prefect's own schedule classes make of schedules: cases as JSON on standard input, answers as JSON on standard output."""

import datetime
import json
import sys

from prefect._vendor.croniter.croniter import CroniterBadDateError
from prefect.server.schemas.actions import DeploymentScheduleCreate

UTC = datetime.timezone.utc
# A call makes a thousand at the most.
AT_A_TIME = 1000


def until_it_ends(schedule, start, end):
    try:
        yield from schedule._get_dates_generator(n=AT_A_TIME, start=start, end=end)
    except CroniterBadDateError:
        pass  # its way to say that there are no more


def between(schedule, start, end):
    instants = []
    while True:
        made = sorted(instant.astimezone(UTC) for instant in until_it_ends(schedule, start, end))
        instants += [instant for instant in made if not instants or instant > instants[-1]]
        if not made:
            return instants
        start = made[-1] + datetime.timedelta(microseconds=1)


def answer(case):
    try:
        schedule = DeploymentScheduleCreate(schedule=case["schedule"]).schedule
    except (ValueError, TypeError) as error:
        return {"refused": str(error)}
    instants = []
    for start, end in case["spans"]:
        start, end = (datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (start, end))
        instants += between(schedule, start, end)
    return {"instants": [instant.timestamp() for instant in instants]}


print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
