import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MisfitUpdate } from 'nestjs-misfit-notification';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { CrashApp } from './crash-app.js';
import { Journal, type Repeat } from './journal.js';

export interface CrashRunOptions {
  readonly engine: string;
  /** Options of the engine, as JSON can hold them. */
  readonly options: object;
  /** The least number of messages, and of times that the application is killed. */
  readonly messages: number;
  readonly kills: number;
  /** Names of the jobs, `message.index.handler`, whose success the engine has stored by now. */
  readonly stored: () => Promise<Iterable<string>>;
}

export interface CrashReport {
  readonly accepted: number;
  readonly kills: number;
  readonly runs: number;
  /** Jobs of accepted messages that never succeeded. */
  readonly lost: readonly string[];
  /** Jobs of one owner and handler that were not run one after the other. */
  readonly disordered: readonly (readonly [string, string])[];
  /** Runs of jobs whose success was stored already. */
  readonly doubled: readonly Repeat[];
  /** Runs repeated because the crash came after the success and before the record of it. */
  readonly repeated: readonly Repeat[];
}

/** Deliveries under way at once. */
const LANES = 12;

/** Milliseconds that the last jobs have after the last crash. */
const REST = 30_000;

/**
 * Delivers messages to an application that is killed again and again, each message until it is
 * answered 200, as SNS does, and looks at what has become of them.
 */
export async function crashAgainAndAgain(options: CrashRunOptions): Promise<CrashReport> {
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
  private readonly simulator = new MisfitSimulator({ retries: 0 });
  private readonly expected = new Set<string>();
  private readonly neighbours: [string, string][] = [];
  private readonly storedAtDeath = new Map<number, ReadonlySet<string>>();
  private app = new CrashApp();
  private next = new CrashApp();
  private life = 0;
  private accepted = 0;
  private isOver = false;
  private onDelivery: () => void = () => {};

  constructor(
    private readonly options: CrashRunOptions,
    private readonly journal: string,
  ) {}

  async report(): Promise<CrashReport> {
    const { messages, kills } = this.options;
    await this.begin();
    const lanes = Array.from({ length: LANES }, () => this.deliver());
    for (let kill = 0; kill < kills; kill++) {
      await this.awaitMoment(kill);
      await this.crash();
    }
    while (this.accepted < messages) await sleep(10);
    this.isOver = true;
    await Promise.all(lanes);
    const journal = await this.awaitRest();
    const isDoubled = ({ job, success }: Repeat) =>
      this.storedAtDeath.get(success.life)?.has(job) ?? true;
    return {
      accepted: this.accepted,
      kills,
      runs: journal.runs,
      lost: [...this.expected].filter((job) => !journal.done.has(job)),
      disordered: this.neighbours.filter((pair) => !journal.isInOrder(pair)),
      doubled: journal.repeats.filter(isDoubled),
      repeated: journal.repeats.filter((repeat) => !isDoubled(repeat)),
    };
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all([this.app.kill(), this.next.kill()]);
  }

  private async begin(): Promise<void> {
    const { engine, options } = this.options;
    const { SigningCertURL } = this.simulator.notification([]);
    const certificate = await (await this.simulator.fetch(SigningCertURL)).text();
    this.life++;
    await this.app.start({ life: this.life, engine, options, journal: this.journal, certificate });
  }

  /** Waits for a time to crash at: any, or while a message is being stored. */
  private async awaitMoment(kill: number): Promise<void> {
    await sleep(50 + Math.random() * 250);
    if (kill % 2 === 0) return;
    await new Promise<void>((resolve) => (this.onDelivery = resolve));
    await sleep(Math.random() * 6);
  }

  private async crash(): Promise<void> {
    await this.app.kill();
    // Of the last job, the engine may have stored more than this process has seen.
    this.storedAtDeath.set(this.life, new Set(await this.options.stored()));
    this.app = this.next;
    this.next = new CrashApp();
    await this.begin();
  }

  private async deliver(): Promise<void> {
    while (!this.isOver) {
      const count = 1 + Math.floor(Math.random() * 3);
      const updates = Array.from({ length: count }, (_, index) =>
        misfitUpdate(index === 1 ? 'sleeps.updated' : 'goals.updated', {
          id: String(index),
          ...(Math.random() < 0.5 && { ownerId: 'ada' }),
        }),
      );
      const message = this.simulator.notification(updates);
      while (!(await this.isAnswered(message))) await sleep(20);
      this.accepted++;
      this.expect(message.MessageId, updates);
      await sleep(Math.random() * 100);
    }
  }

  private expect(messageId: string, updates: readonly MisfitUpdate[]): void {
    const last = new Map<string, string>();
    for (const { id, type, ownerId } of updates) {
      for (const handler of type === 'goals' ? ['all', 'goals'] : ['all']) {
        const job = `${messageId}.${id}.${handler}`;
        const chain = `${handler} ${ownerId}`;
        this.expected.add(job);
        if (last.has(chain)) this.neighbours.push([last.get(chain)!, job]);
        last.set(chain, job);
      }
    }
  }

  private async isAnswered(message: object): Promise<boolean> {
    const { url } = this.app;
    if (url === undefined) return false;
    const answer = this.simulator.send(url, message);
    this.onDelivery();
    return (await answer).status === 200;
  }

  private async awaitRest(): Promise<Journal> {
    const end = performance.now() + REST;
    for (;;) {
      const journal = await Journal.read(this.journal);
      const isDone = [...this.expected].every((job) => journal.done.has(job));
      if (isDone || performance.now() > end) return journal;
      await sleep(100);
    }
  }
}
