import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { OnMisfitEvent, type GoalUpdated } from 'nestjs-misfit-notification';

@Injectable()
export class GoalListener {
  private readonly logger = new Logger(GoalListener.name);
  private hasFailed = false;

  /** Fails the first time, as when a database is away: the queue tries again, and SNS hears nothing. */
  @OnMisfitEvent('goals.updated')
  async recalculate(event: GoalUpdated): Promise<void> {
    await sleep(200);
    if (!this.hasFailed) {
      this.hasFailed = true;
      throw new Error('the database is away');
    }
    this.logger.log(`recalculated the day of ${event.ownerId}`);
  }
}
