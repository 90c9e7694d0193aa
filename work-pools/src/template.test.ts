import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type { JsonObject } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { applyTemplate, templateOf, validateTemplate, WORK_POOL_TYPES } from "./templates.js";

interface RecordedCase {
  readonly name: string;
  readonly template: JsonObject;
  readonly deployment: JsonObject;
  readonly run: JsonObject;
  readonly resolved: JsonObject;
}

const recorded = JSON.parse(
  readFileSync(new URL("../conformance/recorded/job-configurations.json", import.meta.url), "utf8"),
) as { readonly cases: readonly RecordedCase[] };

const declaring = (configuration: JsonObject, properties: JsonObject): JsonObject => ({
  job_configuration: configuration,
  variables: { type: "object", properties },
});

describe("applyTemplate resolves like Prefect", () => {
  it.each(recorded.cases)("$name", ({ template, deployment, run, resolved }) => {
    expect(applyTemplate(template, deployment, run)).toEqual(resolved);
  });
});

describe("applyTemplate", () => {
  it("lets a dotted key of the run win over the deployment's nested form, where Prefect drops it", () => {
    const template = declaring({ env: "{{ env }}" }, { env: {} });
    expect(applyTemplate(template, { env: { A: "deployment", B: "1" } }, { "env.A": "run" })).toEqual({
      env: { A: "run", B: "1" },
    });
  });

  it("leaves references to blocks, variables and the starting machine's environment to those who may resolve them", () => {
    const text = "{{ prefect.blocks.secret.s }} {{ prefect.variables.v }} {{ $HOME }}";
    expect(applyTemplate(declaring({ a: text, b: "{{ $HOME }}" }, {}))).toEqual({ a: text, b: "{{ $HOME }}" });
  });

  it("does not read placeholders inside a value", () => {
    const template = declaring({ a: "{{ a }}", b: "<{{ a }}>", env: { X: "1" } }, { a: {}, b: {}, env: {} });
    const resolved = applyTemplate(template, { a: "{{ b }}", b: "leaked", env: { Y: "{{ b }}" } });
    expect(resolved).toEqual({ a: "{{ b }}", b: "<{{ b }}>", env: { X: "1", Y: "{{ b }}" } });
  });

  it("leaves its inputs unchanged and no prototype touched, whatever the keys", () => {
    const key = fc.oneof(
      fc.constantFrom("env", "env.A", "__proto__", "__proto__.x", "constructor.prototype.x"),
      fc.string(),
    );
    const layer = fc.dictionary(key, fc.jsonValue());
    fc.assert(
      fc.property(layer, layer, (deployment, run) => {
        const before = JSON.stringify([deployment, run]);
        applyTemplate(templateOf("process")!, deployment, run);
        expect(JSON.stringify([deployment, run])).toBe(before);
        expect(({} as JsonObject)["x"]).toBeUndefined();
      }),
    );
  });

  it("makes nothing of an empty template", () => {
    expect(applyTemplate({}, { env: { A: "1" } })).toEqual({});
  });
});

describe("validateTemplate", () => {
  it.each(WORK_POOL_TYPES)("the %s template is valid", (type) => {
    expect(validateTemplate(templateOf(type)!)).toEqual([]);
  });

  it("an undeclared variable is named with its place and the remedy", () => {
    expect(validateTemplate(declaring({ spec: { image: ["{{ imge }}"] } }, { image: {} }))).toEqual([
      {
        path: ["job_configuration", "spec"],
        message: "{{ imge }} is not declared; add `imge` to variables.properties",
      },
    ]);
  });

  it("both parts are required unless the template is empty", () => {
    expect(validateTemplate({})).toEqual([]);
    expect(validateTemplate({ job_configuration: {} }).map((issue) => issue.path)).toEqual([["variables"]]);
  });
});

describe("templateOf", () => {
  it("gives a copy of its own to each caller, and nothing for an unknown type", () => {
    templateOf("process")!.job_configuration["command"] = "changed";
    expect(templateOf("process")!.job_configuration["command"]).toBe("{{ command }}");
    expect(templateOf("toString")).toBeUndefined();
  });
});
