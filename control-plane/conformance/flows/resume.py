"""Resumes the flow run of the first argument, with the input that the second one is as JSON."""

import json
import sys
from uuid import UUID

from prefect import resume_flow_run

resume_flow_run(UUID(sys.argv[1]), run_input=json.loads(sys.argv[2]))
