/** The least that a run can be: it says that it runs and that it is done, under the fence of its attempt. */
const { KEDGE_API_URL, KEDGE_FLOW_RUN_ID, KEDGE_FENCE } = process.env;

for (const type of ["RUNNING", "COMPLETED"]) {
  const reply = await fetch(`${KEDGE_API_URL}/flow_runs/${KEDGE_FLOW_RUN_ID}/set_state`, {
    method: "POST",
    headers: { "content-type": "application/json", "kedge-fence": KEDGE_FENCE },
    body: JSON.stringify({ state: { type } }),
  });
  const { status } = await reply.json();
  if (status !== "ACCEPT") process.exit(1);
}
