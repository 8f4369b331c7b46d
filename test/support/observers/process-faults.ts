import { onTestFinished } from 'vitest';

/** What would have ended the process since the call: thrown, or rejected, where nobody looks. */
export function watchProcessFaults(): unknown[] {
  const faults: unknown[] = [];
  const note = (fault: unknown): void => void faults.push(fault);
  for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(name, note);
    onTestFinished(() => void process.off(name, note));
  }
  return faults;
}

/** Long enough for a rejection that nobody handles to be noticed, and for timers that are due. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
