import { Injectable, Logger } from '@nestjs/common';
import {
  OnMisfitEvent,
  type DeviceEvent,
  type ProfileEvent,
  type SessionEvent,
  type SleepEvent,
} from 'nestjs-misfit-notification';

@Injectable()
export class ActivityListener {
  private readonly logger = new Logger(ActivityListener.name);

  @OnMisfitEvent(['sessions', 'sleeps'])
  onActivity(event: SessionEvent | SleepEvent): void {
    this.logger.log(`${event.type} ${event.id} of ${event.ownerId}: ${event.action}`);
  }

  @OnMisfitEvent(['profiles', 'devices'])
  onAccount(event: ProfileEvent | DeviceEvent): void {
    this.logger.log(`${event.type} of ${event.ownerId}: ${event.action}`);
  }
}
