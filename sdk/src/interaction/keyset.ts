/** Under which keys a pause keeps what it asks for and what it was answered: as Prefect names them, so either side finds them. */
export interface Keyset {
  readonly schema: string;
  readonly response: string;
  readonly description: string;
}

export function keysetOf(stateName: string, pauseKey: string): Keyset {
  const base = `${stateName.toLowerCase()}-${pauseKey}`;
  return { schema: `${base}-schema`, response: `${base}-response`, description: `${base}-description` };
}
