/** What is replaced in the driver's `connection.js`, and what would happen otherwise. Each text stands there exactly once. */
export const MENDED = [
  {
    fault:
      "a statement on a connection that has broken (the rollback of its transaction) throws where nobody can catch it",
    from: `  function execute(q) {
    if (terminated)`,
    // True: the connection has gone back to its pool, and is not to be moved from there.
    to: `  function execute(q) {
    if (socket === null)
      return queryError(q, Errors.connection('CONNECTION_CLOSED', options)), true

    if (terminated)`,
  },
  {
    fault: "a greeting that was being worked out when its connection broke is written where nobody can catch it",
    from: `  function nextWrite(fn) {
    const x = socket.write(chunk, fn)`,
    to: `  function nextWrite(fn) {
    const x = socket !== null && socket.write(chunk, fn)`,
  },
  {
    fault: "a connection that breaks with a write gathered never sends anything again",
    from: `    incomings = null
    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)`,
    to: `    incomings = null
    clearImmediate(nextWriteTimer)
    nextWriteTimer = chunk = errorResponse = null
    socket.removeListener('data', data)`,
  },
];
