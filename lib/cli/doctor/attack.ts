import type { Laboratory } from './laboratory.js';

/** One row of the report. */
export interface Attack {
  readonly name: string;
  /** How to close the hole. */
  readonly fix: string;
  /** Whether a refusal proves something only where the endpoint trusts the simulator. */
  readonly needsTrust?: boolean;
  /**
   * Carries it out.
   *
   * @returns what got through, or `undefined` if the endpoint withstands.
   * @throws NotJudged if it cannot be told from outside.
   */
  run(laboratory: Laboratory): Promise<string | undefined>;
}
