import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Terminal } from '../frame/terminal.js';
import type { StorageOptions } from './storage.options.js';
import { withStorage } from './with-storage.js';

export function showQueue(terminal: Terminal, options: StorageOptions): Promise<ExitCode> {
  return withStorage(terminal, options, async (storage) => {
    const { oldestWaiting, ...counts } = await storage.statistics();
    const since = oldestWaiting?.toISOString() ?? null;
    if (options.json || !terminal.isInteractive) {
      terminal.printJson({ ...counts, oldestWaiting: since });
    } else {
      const rows = Object.entries(counts).map(([place, count]) => [place, String(count)]);
      terminal.print(renderTable(terminal, ['tasks', 'number'], rows));
      if (since !== null) terminal.print(`\nThe oldest one has been waiting since ${since}.`);
    }
    return EXIT.OK;
  });
}
