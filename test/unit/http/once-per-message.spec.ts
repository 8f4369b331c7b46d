import { describe, expect, it } from 'vitest';
import { OncePerMessage } from '../../../lib/http/subscriptions/once-per-message.js';
import { Gate } from '../../support/clocks/gate.js';
import { HandClock } from '../../support/clocks/hand-clock.js';

const HOUR = 60 * 60_000;

function start() {
  const clock = new HandClock();
  const messages = new OncePerMessage({ subject: 'a test', retention: HOUR, clock: clock.read });
  const runs: string[] = [];
  const run = (id: string, work: () => Promise<void> = () => Promise.resolve()): Promise<void> =>
    messages.run(
      id,
      () => {
        runs.push(id);
        return work();
      },
      () => new Error('too many tries'),
    );
  return { clock, runs, run };
}

const fail = () => Promise.reject(new Error('failed'));

describe('work that is done once per message', () => {
  it('is shared by copies that arrive meanwhile, and done for later ones', async () => {
    const { runs, run } = start();
    const gate = new Gate();
    const copies = [run('a', () => gate.opened), run('a'), run('b'), run('a')];
    gate.open();
    await Promise.all(copies);
    await run('a');
    expect(runs).toEqual(['a', 'b']);
  });

  it('fails for every copy that shares it, and is then tried again', async () => {
    const { runs, run } = start();
    const results = await Promise.allSettled([run('a', fail), run('a'), run('a')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await run('a');
    expect(runs).toEqual(['a', 'a']);
  });

  it('is tried four times at once while it fails, apart for each message', async () => {
    const { runs, run } = start();
    for (let turn = 0; turn < 4; turn++) await expect(run('a', fail)).rejects.toThrow('failed');
    for (let turn = 0; turn < 9; turn++) await expect(run('a')).rejects.toThrow('too many tries');
    await run('b');
    expect(runs).toEqual(['a', 'a', 'a', 'a', 'b']);
  });

  it('is forgotten after the retention, by the clock', async () => {
    const { clock, runs, run } = start();
    await run('a');
    clock.pass(HOUR);
    await run('a');
    expect(runs).toEqual(['a']);
    clock.pass(1);
    await run('a');
    expect(runs).toEqual(['a', 'a']);
  });

  it('is remembered for a bounded number of messages', async () => {
    const { runs, run } = start();
    await run('first');
    for (let id = 0; id < 1_000; id++) await run(String(id));
    await run('999');
    await run('first');
    expect(runs).toHaveLength(1_002);
  });
});
