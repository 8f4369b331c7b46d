import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CrashApp } from './crash-app.js';
import type { CrashAppSettings } from './app/protocol.js';
import type { CrashReport } from './crash-report.js';
import type { Fault } from './fault.js';
import { Journal, type Repeat } from './journal.js';
import { Load } from './load.js';

export interface CrashRunOptions {
  readonly engine: CrashAppSettings['engine'];
  /** Options of the engine, as JSON can hold them. */
  readonly options: object;
  /** The least number of messages. */
  readonly messages: number;
  readonly faults: readonly Fault[];
  /** Names of the jobs, `message.index.handler`, whose success the engine has stored by now. */
  readonly stored: () => Promise<Iterable<string>>;
}

/** Milliseconds that the last jobs have after the last fault. */
const REST = 30_000;

/** How a life of the application ended, and the successes that were stored by then. */
type LifeEnd = 'SIGTERM' | ReadonlySet<string>;

interface Outage {
  readonly begin: number;
  readonly end: number;
}

/**
 * Delivers messages to an application while one fault follows the other, and looks at what has
 * become of the messages. The lives of the application alternate between Express and Fastify.
 */
export async function runThroughFaults(options: CrashRunOptions): Promise<CrashReport> {
  const directory = await mkdtemp(join(tmpdir(), 'crash-run-'));
  const run = new CrashRun(options, join(directory, 'journal'));
  try {
    return await run.report();
  } finally {
    await run.end();
    await rm(directory, { recursive: true, force: true });
  }
}

class CrashRun {
  private readonly load = new Load(() => this.app.url);
  private readonly lifeEnds = new Map<number, LifeEnd>();
  private readonly outages: Outage[] = [];
  private app = new CrashApp();
  private next = new CrashApp();
  private life = 0;

  constructor(
    private readonly options: CrashRunOptions,
    private readonly journal: string,
  ) {}

  async report(): Promise<CrashReport> {
    const { messages, faults } = this.options;
    await this.startLife();
    this.load.start();
    for (const [index, fault] of faults.entries()) {
      await this.awaitMoment(index);
      await this.inflict(fault);
    }
    while (this.load.accepted < messages) await sleep(10);
    await this.load.stop();
    const journal = await this.awaitRest();
    return {
      accepted: this.load.accepted,
      kills: faults.filter((fault) => fault === 'SIGKILL').length,
      shutdowns: faults.filter((fault) => fault === 'SIGTERM').length,
      outages: this.outages.length,
      runs: journal.runs,
      lost: [...this.load.jobs].filter((job) => !journal.done.has(job)),
      disordered: this.load.neighbours.filter((pair) => !journal.isInOrder(pair)),
      doubled: journal.repeats.filter((repeat) => !this.isExcused(repeat)),
      repeated: journal.repeats.filter((repeat) => this.isExcused(repeat)),
    };
  }

  async end(): Promise<void> {
    this.load.abandon();
    await Promise.all([this.app.end('SIGKILL'), this.next.end('SIGKILL')]);
  }

  private async startLife(): Promise<void> {
    const { engine, options } = this.options;
    const { simulator } = this.load;
    const { SigningCertURL } = simulator.notification([]);
    const certificate = await (await simulator.fetch(SigningCertURL)).text();
    this.life++;
    const adapter = this.life % 2 === 0 ? 'fastify' : 'express';
    const { life, journal } = this;
    await this.app.start({ life, adapter, engine, options, journal, certificate });
  }

  /** Waits for a time to fail at: any, or while a message is being stored. */
  private async awaitMoment(index: number): Promise<void> {
    await sleep(50 + Math.random() * 250);
    if (index % 2 === 0) return;
    await this.load.nextDelivery();
    await sleep(Math.random() * 6);
  }

  private async inflict(fault: Fault): Promise<void> {
    if (typeof fault === 'function') {
      const begin = Date.now();
      await fault();
      this.outages.push({ begin, end: Date.now() });
      return;
    }
    await this.app.end(fault);
    // Of the last job, the engine may have stored more than this process has seen.
    const end = fault === 'SIGTERM' ? fault : new Set(await this.options.stored());
    this.lifeEnds.set(this.life, end);
    this.app = this.next;
    this.next = new CrashApp();
    await this.startLife();
  }

  /** Whether a fault kept the engine from recording the success. */
  private isExcused({ job, life, success }: Repeat): boolean {
    if (this.outages.some(({ begin, end }) => begin <= success.time && success.time <= end)) {
      return true;
    }
    if (life === success.life) return false;
    const end = this.lifeEnds.get(success.life);
    return end !== undefined && end !== 'SIGTERM' && !end.has(job);
  }

  private async awaitRest(): Promise<Journal> {
    const end = performance.now() + REST;
    for (;;) {
      const journal = await Journal.read(this.journal);
      const isDone = [...this.load.jobs].every((job) => journal.done.has(job));
      if (isDone || performance.now() > end) return journal;
      await sleep(100);
    }
  }
}
