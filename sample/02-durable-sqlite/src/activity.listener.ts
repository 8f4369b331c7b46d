import { Injectable, Logger } from '@nestjs/common';
import {
  OnMisfitEvent,
  RetryLater,
  type GoalEvent,
  type SleepEvent,
} from 'nestjs-misfit-notification';

@Injectable()
export class ActivityListener {
  private readonly logger = new Logger(ActivityListener.name);
  private hasFailed = false;
  private hasBeenLimited = false;

  /** Fails the first time, as when a database is away: it is tried again half a second later. */
  @OnMisfitEvent('goals')
  async recalculate({ ownerId }: GoalEvent): Promise<void> {
    if (!this.hasFailed) {
      this.hasFailed = true;
      throw new Error('the database is away');
    }
    this.logger.log(`recalculated the day of ${ownerId}`);
  }

  /** Finds Misfit's rate limit used up the first time: no failure, it only has to wait. */
  @OnMisfitEvent('sleeps')
  fetchSleep({ id }: SleepEvent): void {
    if (!this.hasBeenLimited) {
      this.hasBeenLimited = true;
      throw new RetryLater(2_000, 'the rate limit is used up');
    }
    this.logger.log(`fetched sleep ${id}`);
  }
}
