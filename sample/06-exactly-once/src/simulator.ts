import { Logger } from '@nestjs/common';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. Its retries are 1 s apart, so that nobody waits for SNS's 20. */
export const simulator = new MisfitSimulator({ retryDelay: 1_000 });

const logger = new Logger('Simulator');
const updates = [1, 2].map(() => misfitUpdate('goals.updated', { ownerId: 'ada' }));
const message = simulator.notification(updates);

/** Delivers the same two updates each time, as SNS may do, and logs what they have changed. */
export async function deliver(origin: string, title: string): Promise<void> {
  const before = await pointsOf('ada', origin);
  const { attempts } = await simulator.send(`${origin}/misfit/notification`, message);
  const answers = attempts.map(({ status }) => status ?? 'nothing').join(', then ');
  const added = (await pointsOf('ada', origin)) - before;
  logger.log(`${title}: answered ${answers}; ${added} points added for ${updates.length} updates`);
}

async function pointsOf(ownerId: string, origin: string): Promise<number> {
  const response = await fetch(`${origin}/points/${ownerId}`);
  const { points } = (await response.json()) as { points: number };
  return points;
}
