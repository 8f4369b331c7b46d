/**
 * What goes wrong during a crash run: the application is killed, or told to shut down, or something
 * that it depends on fails and has recovered when the promise resolves.
 */
export type Fault = 'SIGKILL' | 'SIGTERM' | (() => Promise<void>);

/** So many ends of the application, every third of them a shutdown. */
export function applicationEnds(count: number): Fault[] {
  return Array.from({ length: count }, (_, index) => (index % 3 === 2 ? 'SIGTERM' : 'SIGKILL'));
}
