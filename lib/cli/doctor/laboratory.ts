import { setTimeout as sleep } from 'node:timers/promises';
import { headersOf } from '../../testing/sns-request.js';
import { MisfitSimulator } from '../../testing/misfit-simulator.js';
import { misfitUpdate } from '../../testing/misfit-update.builder.js';
import type { SignedSnsMessage } from '../../testing/signed-sns-message.js';
import type { Canary } from './canary.js';
import { NotJudged } from './not-judged.js';
import type { Target } from './target.js';

const CONTENT_TYPE = 'text/plain; charset=UTF-8';
/** SNS waits this long, in ms. */
export const SNS_TIMEOUT = 15_000;
const MAX_REQUESTS = 1_500;
/** Time for requests that an endpoint makes after its answer, in ms. */
const SETTLING_TIME = 100;

/** Everything that attacks are made with. */
export class Laboratory {
  /** URLs that the endpoint has fetched through `simulatorFetch`. */
  readonly fetched: string[] = [];
  /** Whether the endpoint accepts what the simulator signs. */
  isTrusted = false;
  private readonly answers = new Map<string, () => Promise<Response>>();
  private requests = 0;

  constructor(
    readonly target: Target,
    readonly simulator: MisfitSimulator,
    readonly canary: Canary,
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
  genuine(subject?: string, simulator = this.simulator): SignedSnsMessage {
    return simulator.notification([misfitUpdate('goals.updated', { ownerId: 'doctor' })], subject);
  }

  /** @throws NotJudged if acceptance is what would prove something, and nothing is accepted. */
  requireTrust(): void {
    if (!this.isTrusted) throw new NotJudged('the endpoint does not trust the simulator');
  }

  /** Another signer with a key of its own, whose certificate the network serves. */
  newSigner(): MisfitSimulator {
    const signer = new MisfitSimulator();
    const url = signer.notification([]).SigningCertURL;
    this.serve(url, () => signer.fetch(url));
    return signer;
  }

  /** The status of the answer; `undefined` if there was none within SNS's 15 s. */
  async post(
    message: object | string,
    headers?: Record<string, string>,
  ): Promise<number | undefined> {
    if (++this.requests > MAX_REQUESTS) throw new NotJudged('the limit of requests is used up');
    this.signal.throwIfAborted();
    const isText = typeof message === 'string';
    try {
      const response = await fetch(this.target.url, {
        method: 'POST',
        headers: headers ?? (isText ? { 'content-type': CONTENT_TYPE } : headersFor(message)),
        body: isText ? message : JSON.stringify(message),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(SNS_TIMEOUT), this.signal]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      this.signal.throwIfAborted();
      return undefined;
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
    }
    return undefined;
  }

  /** Posts messages that name the canary: whoever contacts it lets the attacker choose. */
  async leavesAlone(messages: Readonly<Record<string, object>>): Promise<string | undefined> {
    for (const [name, message] of Object.entries(messages)) {
      const before = this.canary.contacts;
      await this.post(message);
      await sleep(SETTLING_TIME);
      if (this.canary.contacts > before)
        return `${name}: the endpoint contacted the attacker's server`;
    }
    if (this.target.isLocal) return undefined;
    throw new NotJudged('the endpoint is on another machine: look at its outgoing requests');
  }
}

export function isAccepted(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** As SNS sends them, where the forged value fits into a header. */
function headersFor(message: object): Record<string, string> {
  const headers = Object.entries(headersOf(message, CONTENT_TYPE));
  return Object.fromEntries(
    headers.filter(([, value]) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)),
  );
}
