import type { Environment } from "../environment.js";

/**
 * Variables that a process reads when it starts, or once for all: Node and its libraries, the dynamic linker, the language
 * and time zone of the C library and ICU, the TypeScript compiler and its temporary folder. Setting them later does nothing,
 * or half of what it should.
 */
const READ_AT_START =
  /^(NODE_|NODE$|UV_|LD_|DYLD_|LC_|LANG$|LANGUAGE$|TZ$|TZDIR$|SSL_|OPENSSL_|MALLOC_|GLIBC_|ICU_|TSX_|ESBUILD_|TMPDIR$|TEMP$|TMP$)/;

/** Whether a process that was started with `actual` can become one that was started with `wanted`. */
export function startsAlike(actual: Environment, wanted: Environment): boolean {
  const names = new Set([...Object.keys(actual), ...Object.keys(wanted)]);
  return [...names].every((name) => !READ_AT_START.test(name) || actual[name] === wanted[name]);
}
