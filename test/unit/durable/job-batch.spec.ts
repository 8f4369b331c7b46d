import type { EventHandler } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { jobBatchOf, type JobBatch } from '../../../lib/durable/job.js';
import { notice } from '../../support/deliveries/durable-world.js';

function handlers(...names: string[]): EventHandler[] {
  return names.map((name) => ({ name, options: {}, handle: () => undefined }));
}

const of = (ownerId: string) => misfitUpdate('goals.created', { ownerId });

function outline({ chains }: JobBatch): string[] {
  return chains.map(
    (chain) => `${chain[0]?.handler}: ${chain.map(({ index }) => index).join(' ')}`,
  );
}

describe('the jobs of a notification', () => {
  it('are a chain for each handler and owner, in the order of the updates', () => {
    const updates = ['ada', 'bob', 'ada', 'ada', 'bob'].map(of);
    const batch = jobBatchOf(notice(updates), () => handlers('A.a', 'B.b'));
    expect(outline(batch)).toEqual(['A.a: 0 2 3', 'B.b: 0 2 3', 'A.a: 1 4', 'B.b: 1 4']);
  });

  it('keep names apart that look alike when put together', () => {
    const updates = ['b","c', 'c'].map(of);
    const batch = jobBatchOf(notice(updates), () => handlers('a', 'a","b'));
    expect(batch.chains).toHaveLength(4);
  });

  it('leave out malformed updates, and keep the places of the others', () => {
    const torn = notice([of('ada'), null as never, of('ada')]);
    expect(outline(jobBatchOf(torn, () => handlers('A.a')))).toEqual(['A.a: 0 2']);
  });

  it('are those of the handlers that an event is for', () => {
    const updates = [misfitUpdate('goals.created'), misfitUpdate('sleeps.created')];
    const batch = jobBatchOf(notice(updates), ({ type }) =>
      type === 'goals' ? handlers('Goals.on') : [],
    );
    expect(outline(batch)).toEqual(['Goals.on: 0']);
  });

  it('may be none: the notification is still to be remembered', () => {
    const empty = notice([]);
    expect(jobBatchOf(empty, () => handlers('A.a'))).toEqual({
      notification: empty.info,
      chains: [],
    });
  });

  it('hold the update as received, and the notification', () => {
    const update = { ...of('ada'), extra: { deep: [1] } };
    const own = notice([update], { subject: 'Ünïcode' });
    const [[job] = []] = jobBatchOf(own, () => handlers('A.a')).chains;
    expect(job).toEqual({
      messageId: own.info.messageId,
      index: 0,
      handler: 'A.a',
      update,
      notification: own.info,
    });
  });
});
