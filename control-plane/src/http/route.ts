import type { BodyOf, Operation, ParamsOf, QueryOf, ReplyOf } from "kedge/contract";
import type { Plane } from "../plane.js";

/** Who asks, for which workspace, under which fence. */
export interface RequestContext {
  readonly workspaceId: string;
  readonly requestId: string;
  /** The attempt's token, when the caller acts for an attempt. */
  readonly fence: string | null;
  /** The caller's Prefect release, from its User-Agent; null for other clients. */
  readonly prefectVersion: string | null;
  /** Whether it is Prefect's web UI that looks, which is not somebody who works. */
  readonly isUserInterface: boolean;
}

export interface Input<O> extends RequestContext {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  readonly plane: Plane;
}

export interface Reply<T> {
  readonly status: 200 | 201 | 202 | 204;
  /** Pieces of text are sent as fast as the client reads them. */
  readonly body: T | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route as the app mounts it; the handler's types were checked against the operation when it was made. */
export interface Route {
  readonly operation: Operation;
  readonly handle: (input: never) => Promise<Reply<unknown>>;
  /** Nothing but workspace, path, query and body decides the answer, so equal requests may share one. */
  readonly isRead: boolean;
}

/** Binds an operation of the contract to its handler: parse -> call -> reply. */
export function route<O extends Operation>(
  operation: O,
  handle: (input: Input<O>) => Promise<Reply<ReplyOf<O>>>,
): Route {
  return { operation, handle, isRead: false };
}

/** Binds a list, a count or a chart: equal requests that wait at the same time are answered by one run of the handler. */
export function readRoute<O extends Operation>(
  operation: O,
  handle: (input: Pick<Input<O>, "plane" | "workspaceId" | "params" | "query" | "body">) => Promise<Reply<ReplyOf<O>>>,
): Route {
  return { operation, handle, isRead: true };
}

export function ok<T>(body: T): Reply<T> {
  return { status: 200, body };
}

export function created<T>(body: T): Reply<T> {
  return { status: 201, body };
}

/** A text of any length that browsers save as a file. */
export function attachment(pieces: AsyncIterable<string>, filename: string): Reply<string> {
  const name = encodeURIComponent(filename).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return { status: 200, body: pieces, headers: { "content-disposition": `attachment; filename*=UTF-8''${name}` } };
}

export const noContent: Reply<null> = { status: 204, body: null };
