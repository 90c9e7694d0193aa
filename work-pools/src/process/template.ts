import type { BaseJobTemplate } from "../template.js";

/** Prefect's process template with its names and meanings, plus `python`; either side's pools work on the other. */
export const processTemplate: BaseJobTemplate = {
  job_configuration: {
    command: "{{ command }}",
    env: "{{ env }}",
    labels: "{{ labels }}",
    name: "{{ name }}",
    python: "{{ python }}",
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
  variables: {
    type: "object",
    properties: {
      name: optional("Name", "A name for the process, shown in the worker's log."),
      env: {
        title: "Environment Variables",
        description: "Set for the run's process, over what it inherits from the worker; null removes a variable.",
        type: "object",
        additionalProperties: { anyOf: [{ type: "string" }, { type: "null" }] },
      },
      labels: {
        title: "Labels",
        description: "Kept with the job; a process itself carries none.",
        type: "object",
        additionalProperties: { type: "string" },
      },
      command: optional(
        "Command",
        "Run instead of the program that Kedge would start. Split like a shell would, but run without one.",
      ),
      python: optional(
        "Python",
        "The Python that runs .py entrypoints, for instance /srv/app/.venv/bin/python. By default the .venv or venv of " +
          "the working directory, then the active virtual environment, then python3.",
      ),
      stream_output: {
        title: "Stream Output",
        description: "Whether lines that the process writes to its output become log lines of the run.",
        type: "boolean",
        default: true,
      },
      working_dir: {
        ...optional(
          "Working Directory",
          "Where the process starts, and where relative pull steps begin. By default a temporary directory.",
        ),
        anyOf: [{ type: "string", format: "path" }, { type: "null" }],
      },
    },
  },
};

function optional(title: string, description: string) {
  return { title, description, anyOf: [{ type: "string" }, { type: "null" }], default: null };
}
