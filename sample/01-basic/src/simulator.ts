import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. Its retries are 3 s apart, so that nobody waits for SNS's 20. */
export const simulator = new MisfitSimulator({ retryDelay: 3_000 });

const logger = new Logger('Simulator');
const RESOURCES = ['goals', 'sessions', 'sleeps', 'profiles', 'devices'] as const;

/** What Misfit does to an endpoint, from its test to the daily notifications. */
export async function simulate(url: string): Promise<void> {
  const test = await simulator.testEndpoint(url);
  logger.log(`"Test Endpoint": answered ${test.status}`);
  const subscription = await simulator.subscribe(url);
  logger.log(`subscription: answered ${subscription.status}`);

  for (let round = 1; ; round++) {
    await sleep(2_000);
    if (round === 2) void sendForgery(url);
    else void sendUpdates(url, round);
  }
}

async function sendUpdates(url: string, round: number): Promise<void> {
  const updates = RESOURCES.map((name) => misfitUpdate(`${name}.updated`, { ownerId: 'ada' }));
  const { attempts } = await simulator.deliver(url, updates);
  const answers = attempts.map(({ status }) => status ?? 'nothing').join(', then ');
  logger.log(`notification ${round}: answered ${answers}`);
}

async function sendForgery(url: string): Promise<void> {
  const genuine = simulator.notification([misfitUpdate('goals.deleted', { ownerId: 'ada' })]);
  const forged = { ...genuine, Message: genuine.Message.replace('ada', 'eve') };
  const { status } = await simulator.send(url, forged);
  logger.log(`forged notification: answered ${status}`);
}
