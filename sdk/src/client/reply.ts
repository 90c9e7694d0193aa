import type { Operation } from "../contract/index.js";
import { KedgeError } from "../errors.js";
import type { WireReply } from "./transport.js";

/**
 * Parses a success reply by the operation's own schema. Another service behind the address (a proxy's page, an older
 * server) is named as such here rather than surfacing later as an undefined field.
 */
export function readReply(operation: Operation, reply: WireReply, apiUrl: string): unknown {
  const schema = operation.replies[reply.status];
  if (schema === undefined) throw unexpected(operation, apiUrl, `status ${reply.status}`);
  if (schema === null) return null;
  if (operation.mediaType !== undefined) return reply.text;
  const parsed = schema.safeParse(parseJson(operation, reply, apiUrl));
  if (!parsed.success) throw unexpected(operation, apiUrl, parsed.error.issues.map(describe).join("; "));
  return parsed.data;
}

function parseJson(operation: Operation, reply: WireReply, apiUrl: string): unknown {
  try {
    return JSON.parse(reply.text);
  } catch (error) {
    const type = reply.headers.get("content-type") ?? "an untyped body";
    throw unexpected(operation, apiUrl, `${type} instead of JSON`, error);
  }
}

function describe(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return `${issue.path.map(String).join(".") || "reply"}: ${issue.message}`;
}

function unexpected(operation: Operation, apiUrl: string, found: string, cause?: unknown): KedgeError {
  const what = `${operation.method.toUpperCase()} ${operation.path}`;
  return new KedgeError("UNEXPECTED_REPLY", `${what} was answered with ${found}.`, {
    hint: `Is ${apiUrl} the base of a Kedge API (it usually ends in /api), and of the same version as this client?`,
    cause,
  });
}
