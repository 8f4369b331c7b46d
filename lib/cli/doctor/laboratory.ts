import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { headersOf } from '../../testing/sns-request.js';
import type { MisfitSimulator } from '../../testing/misfit-simulator.js';
import { misfitUpdate } from '../../testing/misfit-update.builder.js';
import type { SignedSnsMessage } from '../../testing/signed-sns-message.js';
import { Canary } from './canary.js';
import { NotJudged, Undecided } from './not-judged.js';
import { CLOSED, isAccepted, postMessage, SNS_TIMEOUT, type Status } from './post-message.js';
import type { Target } from './target.js';

const CONTENT_TYPE = 'text/plain; charset=UTF-8';
const MAX_REQUESTS = 1_500;
/** Time for what an endpoint does after its answer, in ms. */
const SETTLING_TIME = 100;
/** How often an endpoint may fail to answer a probe before it counts as broken. */
const PROBES = 3;

/** Everything that attacks are made with. */
export class Laboratory {
  /** URLs that the endpoint has fetched through `simulatorFetch`. */
  readonly fetched: string[] = [];
  /** Whether the endpoint accepts what the simulator signs. */
  isTrusted = false;
  /** Whether an attack has left the endpoint unable to answer. */
  isBroken = false;
  private readonly answers = new Map<string, () => Promise<Response>>();
  private requests = 0;

  /** @param stranger signs like SNS in another region, with a key of its own. */
  constructor(
    readonly target: Target,
    readonly simulator: MisfitSimulator,
    readonly stranger: MisfitSimulator,
    readonly signal: AbortSignal,
  ) {}

  /** Answers in place of the internet. */
  readonly network = async (url: string): Promise<Response> => {
    this.fetched.push(url);
    return this.answers.get(url)?.() ?? this.simulator.fetch(url);
  };

  serve(url: string, answer: () => Promise<Response>): void {
    this.answers.set(url, answer);
  }

  /** A genuine notification with an update of an owner that nobody has. */
  genuine(subject?: string): SignedSnsMessage {
    return this.simulator.notification(
      [misfitUpdate('goals.updated', { ownerId: 'doctor' })],
      subject,
    );
  }

  /** A URL of SNS for a certificate that no endpoint has in a cache: this run has made it up. */
  freshCertificateUrl(): string {
    const { SigningCertURL } = this.simulator.notification([]);
    return SigningCertURL.replace(/[0-9a-f]{32}/, randomBytes(16).toString('hex'));
  }

  /** Downloads the certificate that genuine messages are verified with. */
  certificate(): Promise<Response> {
    return this.simulator.fetch(this.simulator.notification([]).SigningCertURL);
  }

  /** @throws NotJudged if acceptance is what would prove something, and nothing is accepted. */
  requireTrust(): void {
    if (!this.isTrusted) throw new NotJudged('the endpoint does not trust the simulator');
  }

  async post(message: object | string, headers?: Record<string, string>): Promise<Status> {
    if (++this.requests > MAX_REQUESTS) throw new NotJudged('the limit of requests is used up');
    const isText = typeof message === 'string';
    return postMessage(
      this.target.url,
      headers ?? (isText ? { 'content-type': CONTENT_TYPE } : headersFor(message)),
      isText ? message : JSON.stringify(message),
      this.signal,
    );
  }

  /** Whether the endpoint answers a small message at all. */
  async answersProbe(): Promise<boolean> {
    const status = await this.post({});
    return status !== undefined && status !== CLOSED;
  }

  /** Whether the endpoint still answers. A busy one gets time to recover. */
  async isAlive(): Promise<boolean> {
    for (let probe = 1; probe <= PROBES; probe++) {
      if (await this.answersProbe()) return true;
      await sleep(1_000, undefined, { signal: this.signal });
    }
    return false;
  }

  /**
   * Waits for what the endpoint does after its answers. An endpoint that has answered two more
   * requests has had the time for it, however slow its machine is.
   */
  async settle(): Promise<void> {
    for (let probe = 0; probe < 2; probe++) {
      await sleep(SETTLING_TIME, undefined, { signal: this.signal });
      await this.answersProbe();
    }
  }

  /** Posts forgeries: what is answered 2xx got through. */
  async refuses(
    messages: Readonly<Record<string, object | string>>,
    headers?: Record<string, string>,
  ): Promise<string | undefined> {
    for (const [name, message] of Object.entries(messages)) {
      const status = await this.post(message, headers);
      if (isAccepted(status)) return `${name}: answered ${status}`;
      if (status === undefined) throw noAnswer(name);
    }
    return undefined;
  }

  /**
   * Posts messages that each name a server of the attacker's: whoever contacts it lets the attacker
   * choose.
   */
  async leavesAlone(
    messages: Readonly<Record<string, (host: string) => object>>,
  ): Promise<string | undefined> {
    const canaries = new Map<string, Canary>();
    try {
      for (const [name, messageFor] of Object.entries(messages)) {
        const canary = await Canary.open();
        canaries.set(name, canary);
        if ((await this.post(messageFor(canary.host))) === undefined) throw noAnswer(name);
      }
      await this.settle();
      const contacted = [...canaries].find(([, { contacts }]) => contacts > 0);
      if (contacted) return `${contacted[0]}: the endpoint contacted the attacker's server`;
    } finally {
      for (const canary of canaries.values()) canary.close();
    }
    if (this.target.isLocal) return undefined;
    throw new NotJudged('the endpoint is on another machine: look at its outgoing requests');
  }
}

function noAnswer(name: string): Undecided {
  return new Undecided(`${name}: no answer within ${SNS_TIMEOUT / 1_000} s`);
}

/** As SNS sends them, where the forged value fits into a header. */
function headersFor(message: object): Record<string, string> {
  const headers = Object.entries(headersOf(message, CONTENT_TYPE));
  return Object.fromEntries(
    headers.filter(([, value]) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)),
  );
}
