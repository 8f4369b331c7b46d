import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';

describe.each(DRIVERS)('a task that is tried again, with $name', ({ open, isMissing }) => {
  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('takes its turn: behind what was due before, ahead of what came later', async () => {
      const gates = { flaky: new Gate(), earlier: new Gate(), later: new Gate() };
      gates.later.open();
      const seen: string[] = [];
      const work = async ({ id }: { id: string }) => {
        seen.push(id);
        await gates[id as keyof typeof gates].opened;
        if (id === 'flaky' && seen.length === 1) throw new Error('broken');
      };
      const world = await startSqlite({ open, handlers: { 'A.a': work }, concurrency: 1 });
      await world.accept(notice(updatesOf('ada', 'flaky')));
      await world.accept(notice(updatesOf('bob', 'earlier')));
      await until(() => seen.length === 1);
      gates.flaky.open();
      await until(() => seen.length === 2);
      await settled();
      for (let count = 0; count < 10; count++) {
        await world.accept(notice(updatesOf('cleo', 'later')));
      }
      gates.earlier.open();
      await until(() => seen.length === 13);
      expect(seen).toEqual(['flaky', 'earlier', 'flaky', ...Array<string>(10).fill('later')]);
    });
  });
});
