import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredWork } from './app/protocol.js';
import { CrashApp } from './crash-app.js';
import type { CrashEngine } from './crash-engine.js';
import type { CrashReport } from './crash-report.js';
import { EngineWitness, type Outage } from './engine-witness.js';
import type { Fault } from './fault.js';

/** Milliseconds that the records of the last successes may take, on a machine under load. */
const REST = 60_000;

export interface CrashRunOptions {
  /** They share each process: what ends it ends all of them. */
  readonly engines: readonly CrashEngine[];
  /** The least number of messages for each engine. */
  readonly messages: number;
  readonly faults: readonly Fault[];
}

/**
 * Delivers messages to applications while one fault follows the other, and looks at what has become
 * of the messages. The lives of the applications alternate between Express and Fastify.
 *
 * @returns one report for each engine.
 */
export async function runThroughFaults(options: CrashRunOptions): Promise<CrashReport[]> {
  const directory = await mkdtemp(join(tmpdir(), 'crash-run-'));
  const run = new CrashRun(options, directory);
  try {
    return await run.reports();
  } finally {
    await run.end();
    await rm(directory, { recursive: true, force: true });
  }
}

class CrashRun {
  private readonly witnesses: readonly EngineWitness[];
  private readonly outages: Outage[] = [];
  private app = new CrashApp();
  private next = new CrashApp();
  private life = 0;

  constructor(
    private readonly options: CrashRunOptions,
    directory: string,
  ) {
    this.witnesses = options.engines.map(
      (engine, index) =>
        new EngineWitness(engine, join(directory, engine.name), () => this.app.urls[index]),
    );
  }

  async reports(): Promise<CrashReport[]> {
    const { messages, faults } = this.options;
    await this.startLife();
    for (const { load } of this.witnesses) load.start();
    for (const [index, fault] of faults.entries()) {
      await this.awaitMoment(index);
      await this.inflict(fault);
    }
    while (this.witnesses.some(({ load }) => load.accepted < messages)) await sleep(10);
    await Promise.all(this.witnesses.map(({ load }) => load.stop()));
    const counts = {
      kills: faults.filter((fault) => fault === 'SIGKILL').length,
      shutdowns: faults.filter((fault) => fault === 'SIGTERM').length,
      outages: this.outages.length,
    };
    const testimonies = await Promise.all(
      this.witnesses.map((witness) => witness.testify(this.outages)),
    );
    const work = await this.workAtRest();
    return testimonies.map((testimony, index) =>
      Object.assign(testimony, counts, { work: work[index] }),
    );
  }

  /** Waits until the last successes are recorded, which comes after the runs themselves. */
  private async workAtRest(): Promise<readonly StoredWork[]> {
    const end = performance.now() + REST;
    for (;;) {
      const work = await this.app.storedWork();
      const isDone = work.every((counts) => Object.values(counts).every((count) => count === 0));
      if (isDone || performance.now() > end) return work;
      await sleep(100);
    }
  }

  async end(): Promise<void> {
    for (const { load } of this.witnesses) load.abandon();
    await Promise.all([this.app.end('SIGKILL'), this.next.end('SIGKILL')]);
  }

  private async startLife(): Promise<void> {
    const engines = await Promise.all(this.witnesses.map((witness) => witness.settings()));
    this.life++;
    const adapter = this.life % 2 === 0 ? 'fastify' : 'express';
    await this.app.start({ life: this.life, adapter, engines });
  }

  /**
   * Waits for a time to fail at: while one engine stores a message, each in turn. That is any time
   * for the others; an engine that is alone fails at any time every other time.
   */
  private async awaitMoment(index: number): Promise<void> {
    await sleep(50 + Math.random() * 250);
    const aim = this.witnesses[index % Math.max(2, this.witnesses.length)];
    if (aim === undefined) return;
    await aim.load.nextDelivery();
    await sleep(Math.random() * 6);
  }

  private async inflict(fault: Fault): Promise<void> {
    if (typeof fault === 'function') {
      const begin = Date.now();
      await fault();
      // Until the application is connected again, an outcome waits.
      await Promise.all(this.witnesses.map((witness) => witness.recovery()));
      this.outages.push({ begin, end: Date.now() });
      return;
    }
    await this.app.end(fault);
    await Promise.all(this.witnesses.map((witness) => witness.noteEnd(this.life, fault)));
    this.app = this.next;
    this.next = new CrashApp();
    await this.startLife();
  }
}
