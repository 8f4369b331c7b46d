import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';

const update = misfitUpdate('goals.updated', { ownerId: 'ada' });

describe('simulator.request', () => {
  it.each(ADAPTERS)('is accepted by an application on %s', async (adapter) => {
    const app = await startDeliveryApp({ adapter });
    const owners: string[] = [];
    app.bus.on('goals').subscribe(({ ownerId }) => owners.push(ownerId));
    const response = await fetch(app.url, simulator.request(simulator.notification([update])));
    expect([response.status, owners]).toEqual([200, ['ada']]);
  });

  it("is accepted by Fastify's inject(), without a network", async () => {
    const { app } = await startDeliveryApp({ adapter: 'fastify' });
    const inject = async (message: object) => {
      const { body: payload, ...request } = simulator.request(message);
      const fastify = app as NestFastifyApplication;
      return fastify.inject({ ...request, url: '/misfit/notification', payload });
    };
    const genuine = simulator.notification([update]);
    expect((await inject(genuine)).statusCode).toBe(200);
    expect((await inject({ ...genuine, Message: '[]' })).statusCode).toBe(403);
  });

  it('carries the headers of SNS', () => {
    const message = simulator.notification([update]);
    expect(simulator.request(message)).toEqual({
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': message.MessageId,
        'x-amz-sns-topic-arn': message.TopicArn,
        'x-amz-sns-subscription-arn': expect.stringContaining(message.TopicArn),
      },
      body: JSON.stringify(message, null, 2),
    });
  });
});
