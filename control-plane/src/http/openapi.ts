import { createDocument, type oas31, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Operation } from "kedge/contract";
import { ErrorReply } from "kedge/contract";
import type { Route } from "./route.js";

/** The API as an OpenAPI 3.1 document, made from the operations that are mounted: it cannot name one that isn't there. */
export function openApiDocument(routes: readonly Route[], version: string): oas31.OpenAPIObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { operation } of routes) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: { title: "Kedge", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/api", description: "the caller's default workspace" }],
    paths,
  });
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const mediaType = operation.mediaType ?? "application/json";
  const replies = Object.entries(operation.replies).map(([status, schema]) => [
    status,
    schema ? { description: "success", content: { [mediaType]: { schema } } } : { description: "success, no content" },
  ]);
  const parameters = {
    ...(operation.params && { path: operation.params }),
    ...(operation.query && { query: operation.query }),
  };
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.tag],
    ...(operation.public && { security: [] }),
    ...(Object.keys(parameters).length > 0 && { requestParams: parameters as never }),
    ...(operation.body && { requestBody: { content: { "application/json": { schema: operation.body } } } }),
    responses: {
      ...Object.fromEntries(replies),
      default: {
        description: "what was wrong, where, and what to do",
        content: { "application/json": { schema: ErrorReply } },
      },
    },
  };
}
