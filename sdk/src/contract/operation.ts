import type { z } from "zod";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/**
 * One operation of the API, as data: the server mounts it, the client calls it, the OpenAPI document lists it.
 * `path` is relative to the API's base and names its parameters in braces. `body` is absent where none is read.
 * `replies` has a schema for each success status, null where the body is empty.
 */
export interface Operation<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Replies extends Record<number, z.ZodType | null> = Record<number, z.ZodType | null>,
> {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly replies: Replies;
  /** The only way to a route without authentication. */
  readonly public?: true;
  /** Media type of the success reply when it is not JSON. */
  readonly mediaType?: string;
}

export type ParamsOf<O> = O extends { params: infer S extends z.ZodType } ? z.output<S> : Record<string, never>;
export type QueryOf<O> = O extends { query: infer S extends z.ZodType } ? z.output<S> : Record<string, never>;
export type BodyOf<O> = O extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;

/** What a caller writes: defaults may be left out. */
export type BodyInputOf<O> = O extends { body: infer S extends z.ZodType } ? z.input<S> : undefined;
export type ParamsInputOf<O> = O extends { params: infer S extends z.ZodType } ? z.input<S> : undefined;
export type QueryInputOf<O> = O extends { query: infer S extends z.ZodType } ? z.input<S> : undefined;

/** What the success replies carry; `null` for an empty body. */
export type ReplyOf<O> = O extends { replies: infer R }
  ? { [K in keyof R]: R[K] extends z.ZodType ? z.output<R[K]> : null }[keyof R]
  : never;

/** Keeps the literal types of a definition, so that parameters, body and replies are inferred from it. */
export function operation<const O extends Operation>(definition: O): O {
  return definition;
}
