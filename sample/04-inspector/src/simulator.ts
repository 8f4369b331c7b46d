import { setTimeout as sleep } from 'node:timers/promises';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. Nothing is sent again here: only the first answer is of interest. */
export const simulator = new MisfitSimulator({ retries: 0 });

const RESOURCES = ['goals', 'sessions', 'sleeps', 'goals', 'profiles'] as const;
const OWNERS = ['ada', 'grace', 'edsger'] as const;

/** What an endpoint sees: notifications, now and then a forged one, and one with a bad device. */
export async function simulate(url: string): Promise<void> {
  await simulator.testEndpoint(url);
  await simulator.subscribe(url);
  for (let round = 0; ; round++) {
    void simulator.deliver(url, updatesOf(round));
    if (round % 5 === 4) void sendForgery(url);
    await sleep(Math.random() * 1_500);
  }
}

function updatesOf(round: number) {
  const ownerId = OWNERS[round % OWNERS.length] as string;
  const resource = round % 8 === 7 ? 'devices' : (RESOURCES[round % RESOURCES.length] as 'goals');
  const updates = [misfitUpdate(`${resource}.updated`, { ownerId })];
  return round % 4 === 3 ? [...updates, misfitUpdate('sleeps.created', { ownerId })] : updates;
}

async function sendForgery(url: string): Promise<void> {
  const genuine = simulator.notification([misfitUpdate('goals.deleted', { ownerId: 'ada' })]);
  await simulator.send(url, { ...genuine, Message: genuine.Message.replace('ada', 'eve') });
}
