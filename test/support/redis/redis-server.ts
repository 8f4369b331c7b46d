import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';

/** For `describe.skipIf(isRedisMissing)`. Where CI runs, a missing Redis is a failure instead. */
export const isRedisMissing = findMissing();

export interface RedisServerOptions {
  /** Keep what was written across `stop` and `start`, even if killed. */
  readonly isDurable?: boolean;
  /** More of redis-server's arguments: `['--cluster-enabled', 'yes']`. */
  readonly args?: readonly string[];
}

const HOST = '127.0.0.1';

/** Milliseconds until a server that does not answer is given up. */
const START_TIMEOUT = 30_000;

/** Ends with the process that started it, in case no test did it before. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((server) => server.kill('SIGKILL')));

/** A private Redis server for the suite that this is called in; there is one for all its tests. */
export function useRedisServer(options: RedisServerOptions = {}): RedisServer {
  const server = new RedisServer(options);
  beforeAll(() => server.start());
  afterAll(() => server.remove());
  return server;
}

/** A server on the loopback interface that can be stopped, and started again at the same place. */
export class RedisServer {
  readonly host = HOST;
  private readonly args: readonly string[];
  private directory = '';
  private ownPort = 0;
  private server: ChildProcess | undefined;

  constructor({ isDurable = false, args = [] }: RedisServerOptions = {}) {
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
    this.args = ['--save', '', ...(isDurable ? durable : []), ...args];
  }

  /** The same for the life of this object, once it was started. */
  get port(): number {
    return this.ownPort;
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    if (this.server !== undefined) return;
    this.directory ||= await mkdtemp(join(tmpdir(), 'redis-server-'));
    if (this.ownPort > 0) return this.launch(this.ownPort);
    for (let tries = 1; this.ownPort === 0; tries++) {
      const port = randomPort();
      try {
        await this.launch(port);
        this.ownPort = port;
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  /** Ends the process, by default as a crash would; resolves when it is gone. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const gone = isAlive(server) ? once(server, 'exit') : undefined;
    server.kill(signal);
    await gone;
  }

  /** Lets connections hang, as a network does that loses everything. */
  pause(): void {
    this.server?.kill('SIGSTOP');
  }

  resume(): void {
    this.server?.kill('SIGCONT');
  }

  /** Ends the process, and removes what it has stored. */
  async remove(): Promise<void> {
    await this.stop();
    if (this.directory !== '') await rm(this.directory, { recursive: true, force: true });
    this.directory = '';
  }

  private async launch(port: number): Promise<void> {
    const place = ['--bind', HOST, '--port', String(port), '--dir', this.directory];
    const logFile = join(this.directory, 'server.log');
    const log = openSync(logFile, 'a');
    const server = spawn('redis-server', [...place, ...this.args], {
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
    });
    closeSync(log);
    this.server = server;
    running.add(server);
    server.once('exit', () => running.delete(server));
    const end = performance.now() + START_TIMEOUT;
    while (!(isAlive(server) && (await answersPing(port)))) {
      if (isAlive(server) && performance.now() < end) await sleep(5);
      else {
        await this.stop();
        throw new Error(`redis-server did not start: ${await readFile(logFile, 'utf8')}`);
      }
    }
  }
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Below those that systems give away themselves: nobody takes it while the server is stopped. */
function randomPort(): number {
  return 10_000 + Math.floor(Math.random() * 12_000);
}

/** A server that still loads its data answers, but not this. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST, () => socket.write('PING\r\n'));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

function findMissing(): boolean {
  const { error } = spawnSync('redis-server', ['--version']);
  if (error === undefined) return false;
  const message = 'redis-server is not installed (apt-get install redis-server)';
  if (process.env['CI']) throw new Error(message);
  console.warn(`${message}: the tests that need it are skipped`);
  return true;
}
