import { Injectable, Logger } from '@nestjs/common';
import { GoalEvent, OnMisfitEvent } from 'nestjs-misfit-notification';
import { PointsDatabase } from './points.database.js';

const HANDLER = 'add-point';

@Injectable()
export class PointsListener {
  private readonly logger = new Logger(PointsListener.name);

  constructor(private readonly database: PointsDatabase) {}

  /**
   * Not safe to repeat without the key: a second run would add a second point.
   *
   * Each first run fails after its commit, and leaves what a crash at that point leaves: the point is
   * stored, but the delivery is not answered 200, so SNS delivers the update again.
   */
  @OnMisfitEvent('goals', { name: HANDLER })
  addPoint({ ownerId, idempotencyKey }: GoalEvent): void {
    const isNew = this.database.addPoint(ownerId, HANDLER, idempotencyKey);
    this.logger.log(`update ${idempotencyKey}: ${isNew ? 'added a point' : 'already applied'}`);
    if (isNew) throw new Error('failed after the commit');
  }
}
