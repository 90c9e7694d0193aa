export { Id, JsonObject, Labels, Name, Tags, Timestamp } from "./primitives.js";
export { canonicalTimestamp, formatMicros, type Micros, microsOf, parseMicros } from "./timestamp.js";
export { firstIdOf, millisOfId, uuidv7 } from "./uuid.js";
export {
  defaultStateName,
  isTerminal,
  ResultReference,
  State,
  STATE_TYPES,
  StateCreate,
  StateDetails,
  StateName,
  StateType,
  StateTypeSchema,
  TERMINAL_STATE_TYPES,
} from "./state.js";
export { SetState, TransitionResult, TransitionStatus } from "./orchestration.js";
export { Flow, FlowCreate, FlowUpdate } from "./flow.js";
export {
  CreatedBy,
  FlowRun,
  FlowRunCreate,
  flowRunCreateFields,
  FlowRunPolicy,
  FlowRunUpdate,
  MAX_PARAMETERS_BYTES,
  Parameters,
  RunName,
  runTimingFields,
} from "./flow-run.js";
export {
  TaskInput,
  TaskInputs,
  TaskRun,
  TaskRunCreate,
  TaskRunPolicy,
  TaskRunRecord,
  TaskRunUpdate,
} from "./task-run.js";
export { RunHistoryInterval, RunHistoryRequest } from "./run-history.js";
export { Log, LogCreate, LogLevel } from "./log.js";
export { Event, EventResource, ReceivedEvent, RelatedResource } from "./event.js";
export { StorageConfiguration, WorkPool, WorkPoolCreate, WorkPoolStatus, WorkPoolUpdate } from "./work-pool.js";
export { WorkQueue, WorkQueueCreate, WorkQueueStatusDetail, WorkQueueUpdate } from "./work-queue.js";
export { Worker, WorkerStatus } from "./worker.js";
export { WorkerMetadata } from "./worker-metadata.js";
export { FlowRunSlotSummary, WorkPoolConcurrencyStatus, WorkQueueConcurrencyStatus } from "./concurrency-status.js";
export { ClaimBlocker, PreviewedRun } from "./claim-preview.js";
export {
  CronSchedule,
  DeploymentSchedule,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
  IntervalSchedule,
  MissedRuns,
  RRuleSchedule,
  Schedule,
  ScheduleInstant,
} from "./deployment-schedule.js";
export {
  ConcurrencyOptions,
  Deployment,
  DeploymentCreate,
  DeploymentFlowRunCreate,
  DeploymentUpdate,
  FlowRunCreateResult,
  LimitOfDeployment,
  PullSteps,
} from "./deployment.js";
export {
  ClaimedRun,
  ClaimReply,
  ClaimRequest,
  Fence,
  FENCE_HEADER,
  FenceHeader,
  fenceHeader,
  RenewReply,
  RenewRequest,
} from "./claim.js";
export {
  CHANNEL_OPERATIONS,
  CHANNEL_PROTOCOLS,
  MAX_FRAME_BYTES,
  PlaneFrame,
  WorkerFrame,
  WorkerHello,
} from "./channel.js";
export { OnDisconnect } from "./on-disconnect.js";
export {
  MOST_REPORTS,
  Report,
  ReportBatch,
  type ReportInput,
  ReportOutcome,
  ReportReply,
  spanOf,
  UNCERTAIN_LABEL,
  UNCERTAIN_TAG,
} from "./report.js";
export { StandingReply, StandingRequest } from "./standing.js";
export { SlotHolder, WhyCode, WhyReason, WhyReply } from "./why.js";
export {
  ConcurrencyLimit,
  ConcurrencyLimitCreate,
  ConcurrencyLimitUpdate,
  LimitHolder,
  TakenLimit,
} from "./concurrency-limit.js";
export { TagLimit, TagLimitCreate } from "./tag-limit.js";
export { ErrorCode, ErrorReply, RequestIssue } from "./error.js";
export { MAX_LIMIT } from "./pagination.js";
export {
  type BodyInputOf,
  type BodyOf,
  type Method,
  operation,
  type Operation,
  type ParamsInputOf,
  type ParamsOf,
  type QueryInputOf,
  type QueryOf,
  type ReplyOf,
} from "./operation.js";
export {
  AnyIdCriteria,
  AnyStringCriteria,
  AnyTagsCriteria,
  EqualsCriteria,
  ExistsCriteria,
  IdCriteria,
  IntegerCriteria,
  NameCriteria,
  NullableIdCriteria,
  NullableIntegerCriteria,
  NullableStringCriteria,
  NullableTimeCriteria,
  NullCriteria,
  Operator,
  StateCriteria,
  StringSetCriteria,
  TagsCriteria,
  TimeCriteria,
} from "./filters/criteria.js";
export { DeploymentFilter, DeploymentSort } from "./filters/deployment-filter.js";
export { EventFilter, LabelPatterns } from "./filters/event-filter.js";
export { FlowFilter, FlowSort } from "./filters/flow-filter.js";
export { FlowRunInput, FlowRunInputCreate, FlowRunInputFilter, InputKey, MAX_INPUT_BYTES } from "./flow-run-input.js";
export { FlowRunFilter, FlowRunSort } from "./filters/flow-run-filter.js";
export { LogFilter, LogSort } from "./filters/log-filter.js";
export { relatedFilters, type RelatedFilters } from "./filters/related-filters.js";
export { TaskRunFilter, TaskRunSort } from "./filters/task-run-filter.js";
export { WorkPoolFilter, WorkQueueFilter, WorkerFilter } from "./filters/work-pool-filter.js";
export {
  readHealth,
  readReadiness,
  readHello,
  readApiVersion,
  readServerVersion,
  readSettings,
  readDefaultResultStorage,
  readCsrfToken,
} from "./operations/admin.js";
export { deleteAutomationsOfResource, listAutomationsOfResource } from "./operations/automations.js";
export {
  createConcurrencyLimit,
  decrementLimits,
  decrementLimitsWithLease,
  deleteConcurrencyLimit,
  filterConcurrencyLimits,
  incrementLimits,
  incrementLimitsWithLease,
  listLimitHolders,
  readConcurrencyLimit,
  renewLimitLease,
  updateConcurrencyLimit,
} from "./operations/concurrency-limits.js";
export {
  createTagLimit,
  decrementTagLimits,
  deleteTagLimit,
  deleteTagLimitByTag,
  filterTagLimits,
  incrementTagLimits,
  readTagLimit,
  readTagLimitByTag,
  resetTagLimit,
} from "./operations/tag-limits.js";
export {
  createDeployment,
  readDeployment,
  readDeploymentByName,
  updateDeployment,
  deleteDeployment,
  filterDeployments,
  paginateDeployments,
  countDeployments,
  bulkDeleteDeployments,
  pauseDeployment,
  resumeDeployment,
  scheduleDeployment,
  checkWorkQueuesOfDeployment,
  getScheduledFlowRunsOfDeployments,
  createFlowRunFromDeployment,
  bulkCreateFlowRunsFromDeployment,
  MAX_BULK_RUNS,
} from "./operations/deployments.js";
export {
  listDeploymentSchedules,
  createDeploymentSchedules,
  updateDeploymentSchedule,
  deleteDeploymentSchedule,
  previewSchedule,
} from "./operations/deployment-schedules.js";
export { createEvents } from "./operations/events.js";
export {
  createFlowRun,
  readFlowRun,
  readWhyFlowRunWaits,
  keepFlowRuns,
  updateFlowRun,
  updateFlowRunLabels,
  deleteFlowRun,
  setFlowRunState,
  filterFlowRuns,
  paginateFlowRuns,
  countFlowRuns,
  readFlowRunHistory,
  downloadFlowRunLogs,
  bulkDeleteFlowRuns,
  bulkSetFlowRunState,
  resumeFlowRun,
  createFlowRunInput,
  filterFlowRunInputs,
  readFlowRunInput,
  deleteFlowRunInput,
  listFlowRunStates,
  readFlowRunState,
} from "./operations/flow-runs.js";
export {
  createFlow,
  readFlow,
  readFlowByName,
  updateFlow,
  deleteFlow,
  filterFlows,
  paginateFlows,
  countFlows,
} from "./operations/flows.js";
export { sendReports } from "./operations/reports.js";
export { createLogs, filterLogs } from "./operations/logs.js";
export {
  createTaskRun,
  readTaskRun,
  updateTaskRun,
  deleteTaskRun,
  setTaskRunState,
  recordTaskRuns,
  filterTaskRuns,
  paginateTaskRuns,
  countTaskRuns,
  readTaskRunHistory,
  listTaskRunStates,
  readTaskRunState,
} from "./operations/task-runs.js";
export {
  createWorkPool,
  readWorkPool,
  updateWorkPool,
  deleteWorkPool,
  filterWorkPools,
  countWorkPools,
  readWorkPoolConcurrency,
  previewClaims,
  getScheduledFlowRuns,
  claimFlowRuns,
  renewLeases,
} from "./operations/work-pools.js";
export {
  heartbeatWorker,
  filterWorkers,
  noteWorkerTrouble,
  deleteWorker,
  readWorkerMetadata,
} from "./operations/workers.js";
export {
  createWorkQueue,
  filterWorkQueues,
  readWorkQueueByName,
  updateWorkQueueByName,
  deleteWorkQueueByName,
  createAgentQueue,
  readWorkQueue,
  readAgentQueueByName,
  updateWorkQueue,
  deleteWorkQueue,
  filterAllWorkQueues,
  readWorkQueueRuns,
  readWorkQueueStatus,
  readWorkQueueConcurrency,
} from "./operations/work-queues.js";
