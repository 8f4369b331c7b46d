import { Injectable, Logger } from '@nestjs/common';
import { OnMisfitEvent, type DeviceEvent } from 'nestjs-misfit-notification';

/** Has a bug, which is repaired while its events wait as dead letters. */
@Injectable()
export class DeviceListener {
  private readonly logger = new Logger(DeviceListener.name);
  private isRepaired = false;

  @OnMisfitEvent('devices')
  onDevice({ id }: DeviceEvent): void {
    if (!this.isRepaired) throw new TypeError('battery is undefined');
    this.logger.log(`updated device ${id}`);
  }

  repair(): void {
    this.isRepaired = true;
  }
}
