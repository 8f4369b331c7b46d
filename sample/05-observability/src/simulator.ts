import { setTimeout as sleep } from 'node:timers/promises';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. */
export const simulator = new MisfitSimulator({ retryDelay: 3_000 });

const RESOURCES = ['goals', 'sleeps', 'devices'] as const;
const OWNERS = ['ada', 'bea', 'cleo', 'dora', 'eve'];

/** Five notifications a second; now and then a forged one, or one that is not Misfit's. */
export async function simulate(url: string): Promise<void> {
  for (let round = 1; ; round++) {
    if (round % 10 === 0) void sendForgery(url);
    if (round % 25 === 0) void simulator.send(url, { Type: 'Notification' });
    void sendUpdates(url, round);
    await sleep(200);
  }
}

async function sendUpdates(url: string, round: number): Promise<void> {
  const ownerId = OWNERS[round % OWNERS.length] as string;
  await simulator.deliver(
    url,
    RESOURCES.map((name) => misfitUpdate(`${name}.updated`, { ownerId })),
  );
}

async function sendForgery(url: string): Promise<void> {
  const genuine = simulator.notification([misfitUpdate('goals.deleted', { ownerId: 'ada' })]);
  await simulator.send(url, { ...genuine, Message: genuine.Message.replace('ada', 'eve') });
}
