import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

export interface Progress {
  update(done: number, payload: { readonly rate: number; readonly errors: number }): void;
  stop(): void;
}

/** A progress bar on stderr, where a person is watching. */
export function startProgress(terminal: Terminal, total: number, isQuiet: boolean): Progress {
  if (!terminal.isInteractive || isQuiet) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      stream: terminal.streams.stderr,
      format:
        '{bar} {percentage}% | {value}/{total} | {rate}/s | {errors} errors | {eta_formatted}',
      clearOnComplete: true,
      hideCursor: true,
      fps: 5,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { rate: 0, errors: 0 });
  return {
    update: (done, { rate, errors }) => bar.update(done, { rate: rate.toFixed(1), errors }),
    stop: () => bar.stop(),
  };
}
