import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. */
export const simulator = new MisfitSimulator();

const logger = new Logger('Simulator');
const RESOURCES = ['goals', 'sleeps', 'devices'] as const;

/** Misfit notifies, and then an administrator looks after what could not be done. */
export async function simulate(origin: string): Promise<void> {
  const updates = RESOURCES.map((name) => misfitUpdate(`${name}.updated`, { ownerId: 'ada' }));
  const message = simulator.notification(updates);
  const url = `${origin}/misfit/notification`;
  const { status } = await simulator.send(url, message);
  logger.log(`notification: answered ${status}, its work is stored`);
  const again = await simulator.send(url, message);
  logger.log(`the same notification: answered ${again.status}, nothing is added`);

  await sleep(3_000);
  await replayDeadLetters(`${origin}/dead-letters`);
}

async function replayDeadLetters(url: string): Promise<void> {
  const response = await fetch(url);
  const { letters } = (await response.json()) as { letters: { id: string }[] };
  for (const letter of letters) {
    logger.log(`dead letter: ${JSON.stringify(letter)}`);
    const { status } = await fetch(`${url}/${letter.id}/replay`, { method: 'POST' });
    logger.log(`replayed: answered ${status}`);
  }
}
