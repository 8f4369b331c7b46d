import {
  CrashedJobError,
  HandlerMissingError,
  HandlerTimeoutError,
  InstrumentationRegistry,
  type MisfitCompletion,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { EventStreams } from '../../../lib/bus/event-streams.js';
import { HandlerObserver } from '../../../lib/delivery/handler-observer.js';
import { jobIdOf } from '../../../lib/durable/job-id.js';
import { Gate } from '../../support/clocks/gate.js';
import { thenable } from '../../support/faults/hostile-values.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { runnerWith } from '../../support/deliveries/job-runner-world.js';

const DONE = { status: 'done' };

function fail(error: unknown) {
  return () => {
    throw error;
  };
}

describe('a job', () => {
  it.each<[string, () => unknown]>([
    ['returns nothing', () => undefined],
    ['returns null', () => null],
    ['returns a value', () => 7],
    ['returns a promise', () => Promise.resolve('fine')],
    ['returns a thenable', () => thenable((resolve) => resolve(''))],
  ])('is done when its handler %s', async (_, handle) => {
    const { run, failures } = runnerWith(handle);
    expect(await run(1)).toEqual(DONE);
    expect(failures).toEqual([]);
  });

  it('is done at once, without a promise, when its handler is', () => {
    const { run } = runnerWith(() => undefined);
    expect(run(1)).toEqual(DONE);
  });

  it('brings its handler the event', async () => {
    const seen: MisfitEvent[] = [];
    const { run, job } = runnerWith((event) => seen.push(event));
    await run(1);
    expect(seen[0]).toMatchObject({ id: 'a', ownerId: 'ada', raw: job.update });
    expect(seen[0]?.notification).toEqual(job.notification);
  });

  it('is tried again after a failure, later each time, and is dead after the last attempt', async () => {
    const error = new Error('broken');
    const { run, job, failures } = runnerWith(fail(error));
    for (const [attempt, wait] of [
      [1, 1_000],
      [2, 2_000],
    ] as const) {
      const before = Date.now();
      const outcome = await run(attempt);
      if (outcome.status !== 'failed') throw new Error(outcome.status);
      expect(outcome.error).toEqual({ message: 'broken', stack: error.stack });
      expect(outcome.retryAt.getTime() - before - wait).toBeGreaterThanOrEqual(0);
      expect(outcome.retryAt.getTime() - before - wait).toBeLessThan(500);
      expect(failures.at(-1)).toMatchObject({ attempt, retryAt: outcome.retryAt, error });
      expect(failures.at(-1)).not.toHaveProperty('deadLetterId');
    }
    expect(await run(3)).toEqual({
      status: 'dead',
      attempts: 3,
      error: { message: 'broken', stack: error.stack },
    });
    expect(failures.at(-1)).toMatchObject({ attempt: 3, deadLetterId: jobIdOf(job), error });
    expect(failures.at(-1)).not.toHaveProperty('retryAt');
  });

  it('fails when its handler is hung, and its late end changes nothing', async () => {
    const faults = watchProcessFaults();
    let rejectLate!: (error: Error) => void;
    const { run, failures } = runnerWith(
      () => new Promise((_, reject) => void (rejectLate = reject)),
    );
    const outcome = await run(1);
    expect(outcome.status).toBe('failed');
    expect(failures[0]?.error).toBeInstanceOf(HandlerTimeoutError);
    expect(String(failures[0]?.error)).toContain('Own.handle did not finish within 50 ms');
    rejectLate(new Error('too late'));
    await settled();
    expect(failures).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it('fails when the application no longer has its handler', async () => {
    const { run, failures } = runnerWith(() => undefined);
    const outcome = await run(1, { handler: 'Gone.handle' });
    expect(outcome.status).toBe('failed');
    expect(failures[0]?.error).toBeInstanceOf(HandlerMissingError);
    expect(failures[0]?.handler).toBe('Gone.handle');
  });

  it('is dead, and not run again, when the process has ended in each of its attempts', async () => {
    let runs = 0;
    const { run, job, failures } = runnerWith(() => runs++);
    const outcome = await run(4);
    expect(outcome).toMatchObject({ status: 'dead', attempts: 3 });
    expect(runs).toBe(0);
    expect(failures[0]).toMatchObject({ attempt: 3, deadLetterId: jobIdOf(job) });
    expect(failures[0]?.error).toBeInstanceOf(CrashedJobError);
  });
});

it('a run that its engine has given up is no completion, even if it succeeds later', async () => {
  const streams = new EventStreams();
  const seen: MisfitCompletion[] = [];
  streams.completions.subscribe((completion) => seen.push(completion));
  const gate = new Gate();
  const handler = new HandlerObserver(streams, new InstrumentationRegistry()).observe({
    name: 'Own.handle',
    options: {},
    handle: () => gate.opened,
  });
  const { run } = runnerWith((event, handlerRun) => handler.handle(event, handlerRun), {
    jobTimeout: 20,
  });
  expect(await run(1)).toMatchObject({ status: 'failed' });
  gate.open();
  await settled();
  expect(seen).toEqual([]);
  expect(await run(2)).toEqual(DONE);
  expect(seen).toMatchObject([{ handler: 'Own.handle', attempt: 2 }]);
});
