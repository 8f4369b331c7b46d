/** A time that only the test moves on. */
export class HandClock {
  now = Date.parse('2026-11-24T01:02:03.456Z');

  readonly read = (): number => this.now;

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }
}
