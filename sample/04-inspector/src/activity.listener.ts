import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { OnMisfitEvent, type DeviceEvent, type GoalEvent } from 'nestjs-misfit-notification';

@Injectable()
export class ActivityListener {
  private calls = 0;

  @OnMisfitEvent(['goals', 'sessions', 'sleeps'])
  async refresh(): Promise<void> {
    await sleep(Math.random() * 40);
  }

  /** Fails every third time, and succeeds at the second attempt. */
  @OnMisfitEvent('goals')
  recalculate({ ownerId }: GoalEvent): void {
    this.calls++;
    if (this.calls % 3 === 0) throw new Error(`the day of ${ownerId} is locked`);
  }

  /** Has a bug: its events become dead letters. */
  @OnMisfitEvent('devices.updated')
  readBattery(event: DeviceEvent): never {
    throw new TypeError(`device ${event.id} has no battery`);
  }
}
