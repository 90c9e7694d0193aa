"""Records what Prefect makes of base job templates and job variables, as the oracle of `template.ts`.

Run with a Python that has Prefect: python record-job-configurations.py > recorded/job-configurations.json
"""

import asyncio
import json
from types import SimpleNamespace

import prefect
from prefect.workers.base import BaseJobConfiguration
from prefect.workers.process import ProcessWorker


class Captured:
    """Stands in for a job configuration class: keeps what the template was resolved to, before any validation."""

    _get_base_config_defaults = BaseJobConfiguration._get_base_config_defaults
    from_template_and_values = classmethod(BaseJobConfiguration.from_template_and_values.__func__)
    resolve_for_flow_run = classmethod(BaseJobConfiguration.resolve_for_flow_run.__func__)

    def __init__(self, **resolved):
        self.resolved = resolved

    def prepare_for_flow_run(self, **_):
        pass


class NoClient:
    async def read_flow(self, _):
        return None


PROCESS = ProcessWorker.get_default_base_job_template()


def template(configuration, **properties):
    return {"job_configuration": configuration, "variables": {"type": "object", "properties": properties}}


ENV = {"type": "object"}
CASES = {
    "the process template without variables": (PROCESS, {}, {}),
    "the run wins over the deployment": (PROCESS, {"command": "a", "name": "d"}, {"command": "b"}),
    "env is merged name by name": (PROCESS, {"env": {"A": "1", "B": "1"}}, {"env": {"B": "2", "C": "2"}}),
    "labels are replaced whole": (PROCESS, {"labels": {"a": "1"}}, {"labels": {"b": "2"}}),
    "a null in env stays": (PROCESS, {"env": {"A": None}}, {}),
    "an explicit null takes the place": (PROCESS, {"working_dir": None}, {}),
    "a dotted key is set nested": (PROCESS, {"env.A": "1", "labels.team": "x"}, {}),
    "the nested form wins in one layer": (PROCESS, {"env.A": "dotted", "env": {"A": "nested", "B": "1"}}, {}),
    "a default is used": (template({"image": "{{ image }}"}, image={"default": "base"}), {}, {}),
    "a default of null drops the key": (template({"image": "{{ image }}"}, image={"default": None}), {}, {}),
    "a default of false is used": (template({"on": "{{ on }}"}, on={"default": False}), {}, {}),
    "a default env is merged under the deployment's": (
        template({"env": "{{ env }}"}, env={**ENV, "default": {"A": "0", "B": "0"}}),
        {"env": {"B": "1"}},
        {},
    ),
    "the template's own env is merged": (
        template({"env": {"OWN": "{{ x }}"}}, env=ENV, x={"default": "own"}),
        {"env": {"A": "1"}},
        {},
    ),
    "a whole placeholder keeps the type": (
        template({"a": "{{ a }}", "b": "{{b}}", "c": ["{{ c }}", "x"]}, a={}, b={}, c={}),
        {"a": 3, "b": {"k": [1, None]}, "c": True},
        {},
    ),
    "an absent item leaves its list": (template({"c": ["{{ c }}", "x"]}, c={}), {}, {}),
    "an absent value inside text is empty": (template({"a": "x-{{ a }}-y"}, a={}), {}, {}),
    "values inside text are written out": (
        template({"a": "{{ s }}/{{ n }}/{{ b }}/{{ z }}"}, s={}, n={}, b={}, z={}),
        {"s": "text", "n": 7, "b": True, "z": None},
        {},
    ),
    "a path reaches into a value": (
        template({"a": "{{ limits.cpu }}", "b": "{{ list[1] }}"}, limits={}, list={}),
        {"limits": {"cpu": "2"}, "list": ["x", "y"]},
        {},
    ),
    "placeholders deep inside": (
        template({"m": {"spec": {"c": [{"image": "{{ image }}", "args": "{{ args }}"}]}}}, image={}, args={}),
        {"image": "busybox"},
        {},
    ),
    "numbers, booleans and nulls of the template stay": (template({"a": 1, "b": False, "c": None, "d": 1.5}), {}, {}),
}


async def resolved(base_job_template, deployment, run):
    configuration = await Captured.resolve_for_flow_run(
        SimpleNamespace(deployment_id="d", flow_id="f", job_variables=dict(run)),
        deployment=SimpleNamespace(job_variables=json.loads(json.dumps(deployment))),
        client=NoClient(),
        work_pool=SimpleNamespace(base_job_template=json.loads(json.dumps(base_job_template))),
        worker_name="w",
    )
    return configuration.resolved


async def main():
    cases = [
        {"name": name, "template": t, "deployment": d, "run": r, "resolved": await resolved(t, d, r)}
        for name, (t, d, r) in CASES.items()
    ]
    print(json.dumps({"prefect": prefect.__version__, "cases": cases}, indent=1))


asyncio.run(main())
