import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashEngineSettings } from './app/protocol.js';
import type { CrashEngine } from './crash-engine.js';
import { Journal, type Repeat } from './journal.js';
import { Load } from './load.js';

/** Milliseconds that an engine has to store successes again after an outage. */
const RECOVERY = 60_000;

/** Milliseconds that the last jobs have after the last fault, on a machine under load. */
const REST = 120_000;

/** How a life of the application ended, and the successes that were stored by then. */
type LifeEnd = 'SIGTERM' | ReadonlySet<string>;

export interface Outage {
  readonly begin: number;
  readonly end: number;
}

/** What became of the messages of one engine. */
export interface Testimony {
  /** Messages that were answered 200. */
  readonly accepted: number;
  /** Runs of handlers. */
  readonly runs: number;
  /** Jobs of accepted messages that never succeeded. */
  readonly lost: readonly string[];
  /** Jobs of one owner and handler that did not run one after the other. */
  readonly disordered: readonly (readonly [string, string])[];
  /** Runs of jobs whose success was stored, or was followed by a shutdown. */
  readonly doubled: readonly Repeat[];
  /** Runs repeated because a kill or an outage came between the success and its record. */
  readonly repeated: readonly Repeat[];
}

/** Delivers messages to one engine, and looks at what has become of them. */
export class EngineWitness {
  readonly load: Load;
  private readonly lifeEnds = new Map<number, LifeEnd>();

  /** @param url where the engine's application listens now, if it does. */
  constructor(
    private readonly engine: CrashEngine,
    private readonly journal: string,
    url: () => string | undefined,
  ) {
    this.load = new Load(url);
  }

  async settings(): Promise<CrashEngineSettings> {
    const { simulator } = this.load;
    const { SigningCertURL } = simulator.notification([]);
    const certificate = await (await simulator.fetch(SigningCertURL)).text();
    const { name, options } = this.engine;
    return { name, options, journal: this.journal, certificate };
  }

  async noteEnd(life: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    // Of the last job, the engine may have stored more than this process has seen.
    const end = signal === 'SIGTERM' ? signal : new Set(await this.engine.stored());
    this.lifeEnds.set(life, end);
  }

  /** Resolves when the engine stores successes again. */
  async recovery(): Promise<void> {
    const before = new Set(await this.engine.stored());
    const end = performance.now() + RECOVERY;
    while (performance.now() < end) {
      const stored = [...(await this.engine.stored())];
      if (stored.some((job) => !before.has(job))) break;
      await sleep(50);
    }
    // The outcomes that had waited come together.
    await sleep(500);
  }

  async testify(outages: readonly Outage[]): Promise<Testimony> {
    const journal = await this.awaitRest();
    const { accepted, jobs, neighbours } = this.load;
    const { repeats } = journal;
    const isExcused = (repeat: Repeat) => this.isExcused(repeat, outages);
    return {
      accepted,
      runs: journal.runs,
      lost: [...jobs].filter((job) => !journal.done.has(job)),
      disordered: neighbours.filter((pair) => !journal.isInOrder(pair)),
      doubled: repeats.filter((repeat) => !isExcused(repeat)),
      repeated: repeats.filter(isExcused),
    };
  }

  /** Whether a fault kept the engine from recording the success. */
  private isExcused({ job, life, success }: Repeat, outages: readonly Outage[]): boolean {
    if (outages.some(({ begin, end }) => begin <= success.time && success.time <= end)) return true;
    if (life === success.life) return false;
    const end = this.lifeEnds.get(success.life);
    return end !== undefined && end !== 'SIGTERM' && !end.has(job);
  }

  private async awaitRest(): Promise<Journal> {
    const end = performance.now() + REST;
    for (;;) {
      const journal = await Journal.read(this.journal);
      const { done } = journal;
      const isDone = [...this.load.jobs].every((job) => done.has(job));
      if (isDone || performance.now() > end) return journal;
      await sleep(100);
    }
  }
}
