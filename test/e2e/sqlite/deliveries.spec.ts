import { RetryLater, type MisfitEvent, type MisfitFailure } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { settled } from '../../support/observers/process-faults.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';

describe.each(ADAPTERS)('a notification that is stored in SQLite on %s', (adapter) => {
  it('is answered 200 before its handlers have run, and shown to observers once', async () => {
    const gate = new Gate();
    const calls: string[] = [];
    const app = await startSqliteApp({
      adapter,
      providers: [
        listener('Slow', 'goals', async ({ id }) => {
          await gate.opened;
          calls.push(id);
        }),
      ],
    });
    const seen: string[] = [];
    app.bus.on('goals').subscribe(({ id }) => seen.push(id));
    const updates = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id, ownerId: 'ada' }));
    const message = simulator.notification(updates);
    expect(await app.send(message)).toBe(200);
    expect(await app.send(message)).toBe(200);
    expect(seen).toEqual(['a', 'b']);
    expect(calls).toEqual([]);
    gate.open();
    await until(() => calls.length === 2);
    expect(await app.send(message)).toBe(200);
    await settled();
    expect(calls).toEqual(['a', 'b']);
    expect(seen).toEqual(['a', 'b']);
  });

  it('is worked on until each handler has succeeded, and no other runs again', async () => {
    const calls: string[] = [];
    const failures: MisfitFailure[] = [];
    const app = await startSqliteApp({
      adapter,
      providers: [
        listener('Flaky', '*', () => {
          calls.push('Flaky');
          if (calls.filter((call) => call === 'Flaky').length < 3) throw new Error('broken');
        }),
        listener('Sound', '*', () => calls.push('Sound')),
      ],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));
    expect(await app.post([misfitUpdate()])).toBe(200);
    await until(() => calls.length === 4);
    await settled();
    expect(calls.toSorted()).toEqual(['Flaky', 'Flaky', 'Flaky', 'Sound']);
    expect(failures).toMatchObject([
      { handler: 'Flaky.handle', attempt: 1, retryAt: expect.any(Date) as Date },
      { handler: 'Flaky.handle', attempt: 2, retryAt: expect.any(Date) as Date },
    ]);
  });

  it('ends in dead letters where a handler never succeeds: list, replay, purge', async () => {
    let isBroken = true;
    const calls: string[] = [];
    const failures: MisfitFailure[] = [];
    const app = await startSqliteApp({
      adapter,
      sqlite: { attempts: 2 },
      providers: [
        listener('Broken', '*', ({ id }) => {
          if (isBroken) throw new Error(`no ${id}`);
          calls.push(id);
        }),
      ],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));
    const updates = ['a', 'b', 'c'].map((id) => misfitUpdate('goals.created', { id }));
    expect(await app.post(updates)).toBe(200);
    await expect.poll(() => app.deadLetters.count()).toBe(3);

    const { letters } = await app.deadLetters.list({ handler: 'Broken.handle' });
    const reported = failures.flatMap(({ deadLetterId }) => deadLetterId ?? []);
    expect(letters.map(({ id }) => id).toSorted()).toEqual(reported.toSorted());
    const [first] = letters;
    expect(first!.error.message).toBe(`no ${first!.event?.id}`);
    isBroken = false;
    expect(await app.deadLetters.replay(first!.id)).toBe(true);
    await until(() => calls.length === 1);
    expect(calls).toEqual([first!.event?.id]);
    expect(await app.deadLetters.purge()).toBe(2);
    expect(await app.deadLetters.count()).toBe(0);
  });

  it('comes again at the time that a handler asks for', async () => {
    const times: number[] = [];
    let at = new Date(0);
    const app = await startSqliteApp({
      adapter,
      sqlite: { attempts: 1 },
      providers: [
        listener('Limited', '*', () => {
          if (times.push(Date.now()) > 1) return;
          at = new Date(Date.now() + 300);
          throw new RetryLater(at, 'the limit is reached');
        }),
      ],
    });
    expect(await app.post([misfitUpdate()])).toBe(200);
    await until(() => times.length === 2);
    expect(times[1]).toBeGreaterThanOrEqual(at.getTime());
    expect(times[1]).toBeLessThan(at.getTime() + 500);
    expect(await app.deadLetters.count()).toBe(0);
  });

  it('brings its handlers what SNS and Misfit said, malformed updates left out', async () => {
    const events: MisfitEvent[] = [];
    const app = await startSqliteApp({
      adapter,
      providers: [listener('All', '*', (event) => events.push(event))],
    });
    const message = simulator.notification(
      [misfitUpdate('sleeps.deleted', { id: 's' }), null, misfitUpdate('goals.created')],
      'Ünïcode',
    );
    expect(await app.send(message)).toBe(200);
    await until(() => events.length === 2);
    const sleep = events.find(({ id }) => id === 's');
    expect(sleep?.notification).toEqual({
      messageId: message.MessageId,
      topicArn: message.TopicArn,
      timestamp: new Date(message.Timestamp),
      subject: 'Ünïcode',
    });
  });
});
