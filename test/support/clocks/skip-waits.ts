import { onTestFinished, vi } from 'vitest';

/** Until the test ends, every timer fires as soon as nothing else is left to do. */
export function skipWaits(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.setTimerTickMode('nextTimerAsync');
  onTestFinished(() => void vi.useRealTimers());
}
