import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/**
 * Marks and effects are written in one transaction, so what is to be checked is that they tell the same: every seq up to
 * the mark was spent once, and on what is told.
 */
export const reportsOnce: Invariant = {
  id: "I7",
  statement: "What is acknowledged of a spool is a prefix of it, each report applied, missing or put aside, once.",
  async check(sql) {
    const findings = await sql<Finding[]>`
      with counted as (
        select m.*, aside.reports, aside.newest
        from spool_mark m
        left join lateral (
          select count(*) as reports, max(seq) as newest from set_aside_report r
          where r.workspace_id = m.workspace_id and r.spool_id = m.spool_id
        ) aside on true
      )
      select 'spool ' || spool_id as subject,
             acknowledged || ' acknowledged, of which ' || applied || ' applied, ' || missing || ' missing, '
               || set_aside || ' put aside' as detail
      from counted
      where acknowledged <> applied + missing + set_aside or least(applied, missing, set_aside) < 0
      union all
      select 'spool ' || spool_id,
             set_aside || ' put aside, of which ' || reports || ' are kept, the last at ' || coalesce(newest, 0)
               || ' of ' || acknowledged
      from counted
      where set_aside <> reports or newest > acknowledged
      union all
      select 'spool ' || spool_id, 'report ' || seq || ' is put aside, and the spool is not known'
      from set_aside_report r
      where not exists (
        select from spool_mark m where m.workspace_id = r.workspace_id and m.spool_id = r.spool_id)
      limit ${MOST_VIOLATIONS}`;
    return violations(this.id, findings);
  },
};
