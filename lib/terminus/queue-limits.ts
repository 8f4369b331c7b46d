import type { QueueStatistics } from '../delivery/queue-statistics.js';
import type { MisfitHealthOptions } from './misfit-health.options.js';

/** What a health check shows of a queue. */
export interface QueueFigures extends Omit<QueueStatistics, 'oldestWaiting'> {
  /** In ms; 0 if no task waits. */
  readonly waitingAge: number;
}

export function figuresOf(
  { oldestWaiting, ...counts }: QueueStatistics,
  now: number,
): QueueFigures {
  const age = oldestWaiting === undefined ? 0 : now - oldestWaiting.getTime();
  return { ...counts, waitingAge: Math.max(age, 0) };
}

/** The limits that the queue exceeds, in words. */
export function exceededLimits(figures: QueueFigures, limits: MisfitHealthOptions): string[] {
  const { maxWaiting = Infinity, maxWaitingAge = Infinity, maxDead = Infinity } = limits;
  const exceeded: string[] = [];
  if (figures.waiting > maxWaiting) exceeded.push(`more than ${maxWaiting} tasks wait`);
  if (figures.waitingAge > maxWaitingAge) {
    exceeded.push(`a task has waited for more than ${maxWaitingAge} ms`);
  }
  if (figures.dead > maxDead) exceeded.push(`there are more than ${maxDead} dead letters`);
  return exceeded;
}
