import { Injectable, Logger } from '@nestjs/common';
import { OnMisfitEvent, type GoalEvent, type GoalUpdated } from 'nestjs-misfit-notification';

@Injectable()
export class GoalListener {
  private readonly logger = new Logger(GoalListener.name);
  private hasFailed = false;

  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    this.logger.log(`goal ${event.id} of ${event.ownerId} was ${event.action}`);
  }

  /** Fails the first time, as when a database is away: Misfit delivers again, to this method only. */
  @OnMisfitEvent('goals.updated')
  async recalculate(event: GoalUpdated): Promise<void> {
    if (!this.hasFailed) {
      this.hasFailed = true;
      throw new Error('the database is away');
    }
    this.logger.log(`recalculated the day of ${event.ownerId}`);
  }
}
