/**
 * The folder of a Unix socket in a URL: `postgres://kedge:secret@%2Fvar%2Frun%2Fpostgresql/kedge`, as libpq has it.
 * postgres.js does not decode it there and takes it as its `host` option; spread this into its options.
 */
export function socketHost(url: string): { host?: string } {
  const host = decodeURIComponent(new URL(url).hostname);
  return host.startsWith("/") ? { host } : {};
}
