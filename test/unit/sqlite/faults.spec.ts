import {
  DeliveryError,
  type MisfitEvent,
  type MisfitNotification,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { FaultyDriver } from '../../support/faults/faulty-driver.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

function tenMessages(): MisfitNotification[] {
  return Array.from({ length: 10 }, (_, index) => notice(updatesOf('ada', String(index))));
}

describe.each(DRIVERS)('writes that fail, with $name', ({ open, isMissing }) => {
  async function startFaulty(
    work: (event: MisfitEvent) => unknown = () => undefined,
    path = databasePath(),
  ) {
    const faults = watchProcessFaults();
    const driver = new FaultyDriver(open);
    const runs: string[] = [];
    const handlers = {
      'A.a': (event: MisfitEvent) => {
        runs.push(event.id);
        return work(event);
      },
    };
    const world = await startSqlite({ path, open: driver.open, handlers });
    return { ...world, driver, faults, runs };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('keep none of those from the disk that they share a transaction with', async () => {
      const { accept, driver, runs, faults } = await startFaulty();
      const messages = tenMessages();
      const unlucky = messages[4]!;
      driver.fault = (sql, values) =>
        sql.includes('INSERT INTO message') && values[0] === unlucky.info.messageId;
      const answers = await Promise.allSettled(messages.map((message) => accept(message)));
      expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      expect(answers[4]?.status).toBe('rejected');
      await until(() => runs.length === 9);

      driver.fault = () => false;
      await Promise.all(messages.map((message) => accept(message)));
      await until(() => runs.length === 10);
      await settled();
      expect(runs.toSorted()).toEqual(messages.map((_, index) => String(index)));
      expect(faults).toEqual([]);
    });

    it.each(['BEGIN IMMEDIATE', 'INSERT INTO job', 'COMMIT'])(
      'leave nothing of a message: %s',
      async (text) => {
        const { accept, driver, runs, published, faults } = await startFaulty();
        const messages = tenMessages();
        driver.fault = (sql) => sql.includes(text);
        for (const message of messages) {
          const error = await rejection(accept(message));
          expect(error).toBeInstanceOf(DeliveryError);
          expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
        }
        await settled();
        expect([runs, published]).toEqual([[], []]);

        driver.fault = () => false;
        await Promise.all(messages.map((message) => accept(message)));
        await until(() => runs.length === 10);
        await settled();
        expect(runs).toHaveLength(10);
        expect(published).toHaveLength(10);
        expect(faults).toEqual([]);
      },
    );

    it('are made up for when one COMMIT of several has failed', async () => {
      const { accept, driver, runs } = await startFaulty();
      let commits = 0;
      driver.fault = (sql) => sql === 'COMMIT' && ++commits === 1;
      await Promise.all(tenMessages().map((message) => accept(message)));
      await until(() => runs.length === 10);
      expect(commits).toBeGreaterThan(10);
    });

    it('do not end with a transaction that cannot be rolled back', async () => {
      const { accept, driver, runs } = await startFaulty();
      driver.fault = (sql) => sql === 'COMMIT' || sql === 'ROLLBACK';
      for (const message of tenMessages()) await rejection(accept(message));
      driver.fault = () => false;
      await accept(notice(updatesOf('ada', 'x')));
      await until(() => runs.length === 1);
      expect(runs).toEqual(['x']);
    });

    it('of what became of a job are made later, and it does not run again', async () => {
      const gate = new Gate();
      const { accept, driver, runs, faults } = await startFaulty(() => gate.opened);
      await accept(notice(updatesOf('ada', 'x', 'y')));
      await until(() => runs.length === 1);
      driver.fault = (sql) => sql.startsWith('DELETE FROM job');
      gate.open();
      await settled();
      expect(runs).toEqual(['x']);
      driver.fault = () => false;
      await until(() => runs.length === 2);
      await until(() => jobsIn(driver) === 0);
      expect(runs).toEqual(['x', 'y']);
      expect(faults).toEqual([]);
    });

    it('of what became of a job are made before the end of a shutdown', async () => {
      const path = databasePath();
      const first = await startFaulty(undefined, path);
      first.driver.fault = (sql) => sql.startsWith('DELETE FROM job');
      await first.accept(notice(updatesOf('ada', 'x')));
      await until(() => first.runs.length === 1);
      const stopped = first.stop();
      first.driver.fault = () => false;
      await stopped;
      const second = await startFaulty(undefined, path);
      await settled();
      expect(second.runs).toEqual([]);
    });

    it('of a claim leave the jobs for another', async () => {
      const { accept, driver, runs, faults } = await startFaulty();
      driver.fault = (sql) => sql.includes("state = 'running', run = ?");
      await accept(notice(updatesOf('ada', 'x')));
      await settled();
      expect(runs).toEqual([]);
      driver.fault = () => false;
      await until(() => runs.length === 1);
      expect(faults).toEqual([]);
    });

    it('are one kind of failure to those who look after dead letters', async () => {
      const { deadLetters, driver } = await startFaulty();
      driver.fault = () => true;
      for (const call of [deadLetters.count(), deadLetters.purge(), deadLetters.replayAll()]) {
        expect(await rejection(call)).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
      }
      driver.fault = () => false;
    });
  });
});

function jobsIn({ database }: FaultyDriver): unknown {
  return Object.values(database.prepare('SELECT count(*) FROM job').get() as object)[0];
}
