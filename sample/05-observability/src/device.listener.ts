import { Injectable } from '@nestjs/common';
import { OnMisfitEvent, type DeviceEvent } from 'nestjs-misfit-notification';

@Injectable()
export class DeviceListener {
  /** A bug: it fails on some devices each time, and they become dead letters. */
  @OnMisfitEvent('devices')
  onDevice(event: DeviceEvent): void {
    if (event.ownerId === 'eve') throw new TypeError('the device has no model');
  }
}
