import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Stands in for Misfit and SNS. */
export const simulator = new MisfitSimulator({ retryDelay: 3_000 });

const logger = new Logger('Simulator');
const OWNERS = ['ada', 'bea', 'cleo', 'dora'];

/** Publishes a notification every two seconds. */
export async function simulate(url: string): Promise<void> {
  for (let round = 1; ; round++) {
    const updates = OWNERS.map((ownerId) => misfitUpdate('goals.updated', { ownerId }));
    const { status, attempts } = await simulator.deliver(url, updates);
    const duration = Math.round(attempts.at(-1)?.duration ?? 0);
    logger.log(`notification ${round}: answered ${status} within ${duration} ms`);
    await sleep(2_000);
  }
}
