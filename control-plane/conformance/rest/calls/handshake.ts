import type { RestCalls } from "../rest-call.js";

/** What a client asks before anything else. */
export const handshake: RestCalls = {
  health: () => ({ method: "GET", path: "/health" }),
  ready: () => ({ method: "GET", path: "/ready" }),
  "API version": () => ({ method: "GET", path: "/version" }),
  "default result storage": () => ({ method: "GET", path: "/admin/storage" }),
  "CSRF token while protection is off": () => ({
    method: "GET",
    path: "/csrf-token?client=6f8e5a1c-0000-4000-8000-000000000000",
  }),
};
