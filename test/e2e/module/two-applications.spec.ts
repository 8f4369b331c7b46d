import { SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { misfitControllerOf } from '../../support/apps/misfit-controller.js';

const OTHER_TOPIC = 'arn:aws:sns:us-east-1:819895241319:other';

async function startNamed(name: string, adapter: AdapterName, topicArn: string) {
  const seen: string[] = [];
  const running = await startDeliveryApp({
    adapter,
    providers: [listener('Listener', '*', ({ ownerId }) => void seen.push(ownerId))],
    module: {
      path: `hooks/${name}`,
      topicArns: [topicArn],
      fetch: (url) => worldOf(topicArn).fetch(url),
      decorators: [SetMetadata('name', name)],
    },
  });
  return { ...running, seen, url: `${running.origin}/hooks/${name}` };
}

const other = new MisfitSimulator({ topicArn: OTHER_TOPIC, retries: 0 });

function worldOf(topicArn: string): MisfitSimulator {
  return topicArn === OTHER_TOPIC ? other : simulator;
}

const PAIRS = ADAPTERS.flatMap((one) => ADAPTERS.map((two) => [one, two] as const));

describe.each(PAIRS)('applications on %s and %s in one process', (oneAdapter, twoAdapter) => {
  it('have paths, decorators, options, handlers and observers of their own', async () => {
    const one = await startNamed('one', oneAdapter, simulator.topicArn);
    const two = await startNamed('two', twoAdapter, OTHER_TOPIC);
    const observed: string[] = [];
    one.bus.on('*').subscribe(({ ownerId }) => observed.push(`one ${ownerId}`));
    two.bus.on('*').subscribe(({ ownerId }) => observed.push(`two ${ownerId}`));

    const ada = simulator.notification([update('ada')]);
    const bob = other.notification([update('bob')]);
    expect((await simulator.send(one.url, ada)).status).toBe(200);
    expect((await simulator.send(two.url, bob)).status).toBe(200);
    expect((await simulator.send(one.url, bob)).status).toBe(403);
    expect((await simulator.send(two.url, ada)).status).toBe(403);
    expect((await simulator.send(`${one.origin}/hooks/two`, ada)).status).toBe(404);
    expect((await simulator.send(`${two.origin}/hooks/one`, bob)).status).toBe(404);

    expect([one.seen, two.seen]).toEqual([['ada'], ['bob']]);
    expect(observed).toEqual(['one ada', 'two bob']);
    const names = [one, two].map(({ app }) =>
      new Reflector().get<string>('name', misfitControllerOf(app)),
    );
    expect(names).toEqual(['one', 'two']);
  });

  it('remember what they have done each for itself, and end each by itself', async () => {
    const one = await startNamed('one', oneAdapter, simulator.topicArn);
    const two = await startNamed('two', twoAdapter, simulator.topicArn);
    const ada = simulator.notification([update('ada')]);
    for (const { url } of [one, two, one, two]) {
      expect((await simulator.send(url, ada)).status).toBe(200);
    }
    expect([one.seen, two.seen]).toEqual([['ada'], ['ada']]);

    await one.app.close();
    const bob = simulator.notification([update('bob')]);
    expect((await simulator.send(two.url, bob)).status).toBe(200);
    expect([one.seen, two.seen]).toEqual([['ada'], ['ada', 'bob']]);
  });
});

function update(ownerId: string): object {
  return { type: 'goals', action: 'updated', id: 'g1', ownerId, updatedAt: '2026-11-24T01:02:03Z' };
}
