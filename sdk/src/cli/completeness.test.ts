import type { Command } from "@commander-js/extra-typings";
import { expect, test } from "vitest";
import { buildProgram } from "./program.js";

type AnyCommand = Command<unknown[], Record<string, unknown>>;

function commandsOf(parent: AnyCommand, path: string): { path: string; command: AnyCommand }[] {
  return parent.commands.flatMap((child) => {
    const childPath = `${path} ${child.name()}`;
    const command = child as unknown as AnyCommand;
    return [{ path: childPath, command }, ...commandsOf(command, childPath)];
  });
}

const all = commandsOf(buildProgram(), "kedge");
const leaves = all.filter(({ command }) => command.commands.length === 0);

test.each(all)("$path says what it is for", ({ command }) => {
  expect(command.description()).toMatch(/\.$/);
});

test.each(leaves)("$path has --json", ({ command }) => {
  expect(command.options.map((option) => option.long)).toContain("--json");
});

test.each(leaves)("every option and argument of $path is described", ({ command }) => {
  for (const option of command.options) expect(option.description, option.flags).not.toBe("");
  for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe("");
});

test("the command tree is the one that is documented", () => {
  expect(leaves.map(({ path }) => path).sort()).toEqual([
    "kedge concurrency-limit create",
    "kedge concurrency-limit delete",
    "kedge concurrency-limit inspect",
    "kedge concurrency-limit ls",
    "kedge concurrency-limit reset",
    "kedge concurrency-limit update",
    "kedge config set",
    "kedge config unset",
    "kedge config view",
    "kedge deploy",
    "kedge deployment delete",
    "kedge deployment inspect",
    "kedge deployment ls",
    "kedge deployment pause",
    "kedge deployment resume",
    "kedge deployment run",
    "kedge deployment schedule clear",
    "kedge deployment schedule create",
    "kedge deployment schedule delete",
    "kedge deployment schedule inspect",
    "kedge deployment schedule ls",
    "kedge deployment schedule pause",
    "kedge deployment schedule preview",
    "kedge deployment schedule resume",
    "kedge dev",
    "kedge flow inspect",
    "kedge flow ls",
    "kedge flow-run cancel",
    "kedge flow-run delete",
    "kedge flow-run inspect",
    "kedge flow-run logs",
    "kedge flow-run ls",
    "kedge flow-run pause",
    "kedge flow-run resume",
    "kedge flow-run suspend",
    "kedge flow-run watch",
    "kedge flow-run why",
    "kedge profile create",
    "kedge profile ls",
    "kedge profile use",
    "kedge server restored",
    "kedge server start",
    "kedge task-run inspect",
    "kedge task-run logs",
    "kedge task-run ls",
    "kedge verify",
    "kedge version",
    "kedge work-pool clear-concurrency-limit",
    "kedge work-pool create",
    "kedge work-pool delete",
    "kedge work-pool get-default-base-job-template",
    "kedge work-pool inspect",
    "kedge work-pool ls",
    "kedge work-pool pause",
    "kedge work-pool preview",
    "kedge work-pool resume",
    "kedge work-pool set-concurrency-limit",
    "kedge work-pool update",
    "kedge work-queue clear-concurrency-limit",
    "kedge work-queue create",
    "kedge work-queue delete",
    "kedge work-queue inspect",
    "kedge work-queue ls",
    "kedge work-queue pause",
    "kedge work-queue preview",
    "kedge work-queue resume",
    "kedge work-queue set-concurrency-limit",
    "kedge work-queue update",
    "kedge worker inspect",
    "kedge worker ls",
    "kedge worker start",
  ]);
});
