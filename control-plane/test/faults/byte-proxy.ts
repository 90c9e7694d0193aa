import { onTestFinished } from "vitest";
import { openByteProxy, type ByteProxy } from "./open-byte-proxy.js";

/** A network that a test can break; it ends with the test. */
export async function startByteProxy(target: string): Promise<ByteProxy> {
  const proxy = await openByteProxy(target);
  onTestFinished(() => proxy.refuse());
  return proxy;
}
