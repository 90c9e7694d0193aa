import { z } from "zod";
import { relatedFilters } from "./filters/related-filters.js";
import { WorkQueueFilter } from "./filters/work-pool-filter.js";
import { Timestamp } from "./primitives.js";
import { StateTypeSchema } from "./state.js";

const { work_pool_queues: _, ...otherFilters } = relatedFilters;

const HUNDRED_YEARS = 100 * 366 * 24 * 3600;

/** Counts of runs over time, at most 500 intervals. The queue filter has another name here than in lists. */
export const RunHistoryRequest = z.object({
  history_start: Timestamp,
  history_end: Timestamp,
  history_interval_seconds: z
    .number()
    .min(1, "History interval must not be less than 1 second.")
    .max(HUNDRED_YEARS, "History interval must not be more than 100 years."),
  ...otherFilters,
  work_queues: WorkQueueFilter.nullish(),
});
export type RunHistoryRequest = z.output<typeof RunHistoryRequest>;

export const RunHistoryInterval = z
  .object({
    interval_start: Timestamp,
    interval_end: Timestamp,
    states: z.array(
      z.object({
        state_type: StateTypeSchema,
        state_name: z.string(),
        count_runs: z.number().int(),
        sum_estimated_run_time: z.number(),
        sum_estimated_lateness: z.number(),
      }),
    ),
  })
  .meta({ id: "HistoryResponse" });
export type RunHistoryInterval = z.output<typeof RunHistoryInterval>;
