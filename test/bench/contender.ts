import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerRequest } from './servers/serve.js';

/** One of the servers that are compared. */
export interface Contender {
  readonly name: string;
  readonly script: string;
  readonly adapter?: 'express' | 'fastify';
  /** A SQLite file to deliver by, instead of in process. */
  readonly sqlite?: string;
  /** What OpenTelemetry records. */
  readonly telemetry?: 'metrics' | 'metrics and traces';
}

/** A contender at work, in a process of its own. */
export class RunningContender {
  private constructor(
    readonly contender: Contender,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(contender: Contender, workloadFile: string): Promise<RunningContender> {
    const script = fileURLToPath(new URL(`servers/${contender.script}.js`, import.meta.url));
    const { adapter = '', sqlite = '', telemetry = '' } = contender;
    const child = fork(script, [workloadFile, adapter, sqlite, telemetry], {
      execArgv: ['--expose-gc'],
    });
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new RunningContender(contender, url, child);
  }

  /** Nanoseconds of CPU that the process has used, all of its threads together. */
  cpuTime(): number {
    const tasks = `/proc/${this.child.pid}/task`;
    return readdirSync(tasks)
      .map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]))
      .reduce((sum, time) => sum + time, 0);
  }

  /** Forgets past messages. */
  async reset(): Promise<void> {
    await this.ask('reset');
  }

  /** Bytes of memory in use. */
  async memory(): Promise<number> {
    const { memory } = await this.ask('memory');
    return memory;
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }

  private async ask(request: ServerRequest): Promise<{ memory: number }> {
    const answer = once(this.child, 'message');
    this.child.send(request);
    const [reply] = (await answer) as [{ memory: number }];
    return reply;
  }
}
