import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { OnMisfitEvent, RetryLater } from 'nestjs-misfit-notification';

@Injectable()
export class ActivityListener {
  private calls = 0;

  /** A quick handler, with a slow one beside it: compare their percentiles. */
  @OnMisfitEvent('goals')
  async onGoal(): Promise<void> {
    await sleep(5);
  }

  /** Some calls of another service take long, fail, or are too many. */
  @OnMisfitEvent('sleeps')
  async fetchSleep(): Promise<void> {
    this.calls++;
    await sleep(this.calls % 10 === 0 ? 400 : 40);
    if (this.calls % 7 === 0) throw new RetryLater(1_000, 'too many requests');
    if (this.calls % 5 === 0) throw new Error('the service is away');
  }
}
