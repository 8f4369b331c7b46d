import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  CrashAppReady,
  CrashAppSettings,
  CrashAppStatistics,
  StoredWork,
} from './app/protocol.js';

const LAUNCH = fileURLToPath(new URL('app/launch.cjs', import.meta.url));

/** Ends with the process that started it, in case no test did it before. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A process with an application for each engine under test. */
export class CrashApp {
  /** Where it takes deliveries, once it does, by the order of the engines. */
  urls: readonly string[] = [];
  private readonly child = fork(LAUNCH, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  private readonly gone = once(this.child, 'exit');

  /** Loads the application's code, but does not start it yet. */
  constructor() {
    running.add(this.child);
    void this.gone.then(() => running.delete(this.child));
  }

  async start(settings: CrashAppSettings): Promise<void> {
    const { urls } = await this.ask<CrashAppReady>(settings);
    this.urls = urls;
  }

  /** What each queue holds, by the order of the engines. */
  async storedWork(): Promise<readonly StoredWork[]> {
    const { work } = await this.ask<CrashAppStatistics>('statistics');
    return work;
  }

  /**
   * Ends the process: at once, as a crash of the machine would, but that what was written stays; or
   * with a request to shut down, which it has to have done when this resolves.
   */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.urls = [];
    this.child.kill(signal);
    await this.gone;
  }

  private async ask<Answer>(question: CrashAppSettings | 'statistics'): Promise<Answer> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    const died = this.gone.then(() => Promise.reject(new Error('the application has ended')));
    const [message] = (await Promise.race([answer, died])) as [Answer];
    return message;
  }
}
