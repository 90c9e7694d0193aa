/** What is measured, and the figure. */
export type Row = readonly [string, string];

export interface ScenarioOptions {
  /** An empty database. */
  readonly databaseUrl: string;
  /** Idle channels. */
  readonly channels: number;
  /** Workers that reconnect. */
  readonly workers: number;
  /** How long what is idle is watched. */
  readonly seconds: number;
  readonly progress: (line: string) => void;
}

export type Scenario = (options: ScenarioOptions) => Promise<readonly Row[]>;

export function decimal(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}
