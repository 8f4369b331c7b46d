import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { hostileTexts } from './hostile-json.js';
import { listener } from '../../support/apps/listeners.js';

const SIZE = 1024 * 1024;
const GENUINE = 30;
const ROUNDS = 7;
const MAX_RATIO = 45;

const genuine = () => simulator.notification([misfitUpdate()]);

/** Posts over one connection that stays open, as long as the server leaves it open. */
function newClient(url: string): (body: Buffer) => Promise<number | undefined> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return (body) =>
    new Promise((resolve, reject) => {
      const post = request(url, { method: 'POST', agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode));
      });
      post.on('error', reject).end(body);
    });
}

/** Milliseconds of CPU that the process spends, on both ends of the connection. */
async function cpuTimeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe.each(ADAPTERS)('1 MiB of hostile JSON, on %s', (adapter) => {
  it('costs at most 45 genuine messages of one update, and is answered 4xx', async () => {
    const providers = [listener('Everything', '*', () => undefined)];
    const app = await startDeliveryApp({ adapter, providers });
    const post = newClient(app.url);
    const sendGenuine = async () => {
      const bodies = Array.from({ length: GENUINE }, () => Buffer.from(JSON.stringify(genuine())));
      return cpuTimeOf(async () => {
        for (const body of bodies) expect(await post(body)).toBe(200);
      });
    };
    const hostile = hostileTexts(SIZE, genuine()).map(({ title, text }) => ({
      title,
      body: Buffer.from(text),
      costs: [] as number[],
    }));
    for (let warmUp = 0; warmUp < 10; warmUp++) await sendGenuine();

    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      costs.push((await sendGenuine()) / GENUINE);
      for (const one of hostile) {
        one.costs.push(
          await cpuTimeOf(async () => expect([400, 403]).toContain(await post(one.body))),
        );
      }
    }
    const ratios = hostile.map(
      (one) => [one.title, Math.min(...one.costs) / Math.min(...costs)] as const,
    );
    expect(ratios.filter(([, ratio]) => ratio > MAX_RATIO)).toEqual([]);
  });
});
