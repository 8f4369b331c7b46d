import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { deliveriesTo } from '../../../lib/http/adapters/express-deliveries.js';

const isDelivery = deliveriesTo(() => ['/misfit/notification']);

function requestTo(url: string, headers = { 'x-amz-sns-message-type': 'Notification' }) {
  return Object.assign(new IncomingMessage(new Socket()), { url, headers });
}

describe('deliveriesTo', () => {
  it.each([
    '/misfit/notification',
    '/misfit/notification/',
    '/Misfit/Notification',
    '/misfit/notification?a=1',
    '/misfit/notification//?a=1/',
  ])('knows %s for the route, as the router does', (url) => {
    expect(isDelivery(requestTo(url))).toBe(true);
  });

  it.each(['/', '', '/misfit', '/misfit/notification/own', '/own/misfit/notification'])(
    'knows %j for another',
    (url) => {
      expect(isDelivery(requestTo(url))).toBe(false);
    },
  );

  it('leaves what has no header of SNS to the application', () => {
    const headers = { 'x-amz-sns-message-type': undefined as never };
    expect(isDelivery(requestTo('/misfit/notification', headers))).toBe(false);
  });

  it('takes no longer than it is to read, whatever an attacker makes of the path', () => {
    const requests = ['x', '/', '?'].map((end) => requestTo(`/${'/'.repeat(15_500)}${end}`));
    const before = process.cpuUsage();
    for (let count = 0; count < 10; count++) requests.forEach(isDelivery);
    // Microseconds of CPU. Looking at each slash for each slash takes half a second once.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
