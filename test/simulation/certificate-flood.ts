import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { CertificateUnavailableError } from '../../lib/sns/errors.js';
import { SnsMessageVerifier } from '../../lib/sns/sns-message-verifier.js';
import { nthCertificateUrl } from '../support/sns/certificate-server.js';
import { SeededRandom } from './seeded-random.js';
import { VirtualClock } from './virtual-clock.js';

/** Messages that strangers post, each with the URL of a certificate that does not exist. */
export interface Flood {
  readonly postsPerSecond: number;
  /** What SNS does with such a URL: it answers 404 after 50 ms, or never. */
  readonly sns: 'answers 404' | 'hangs';
  /** Whether each URL is posted twice. */
  readonly isTwice?: boolean;
}

export interface FloodReport {
  /** How many per cent of the genuine messages were accepted in the end. */
  readonly accepted: number;
  /** The same for each of the four tries. */
  readonly acceptedByTry: readonly number[];
  /** Of all downloads, the most at once and the most in one second. */
  readonly mostAtOnce: number;
  readonly mostPerSecond: number;
  /** Milliseconds that a try took at most. */
  readonly slowestAnswer: number;
}

/** So many that they are also the percentage. */
const GENUINE = 100;
/** The flood is in full spate when the first genuine message comes. */
const FIRST_GENUINE_AT = 6_000;
const GENUINE_INTERVAL = 50;
const TRIES = 4;
const RETRY_DELAY = 20_000;
const LATENCY = 50;
const TICK = 10;

const simulator = new MisfitSimulator({ clock: () => Date.now() });
const PEM = await (await simulator.fetch(simulator.notification([]).SigningCertURL)).text();

/**
 * Genuine messages, each with a certificate that is not cached yet, amid a flood of forged ones:
 * the real verifier under a virtual clock, against the delivery policy of SNS.
 */
export async function simulateFlood(flood: Flood, seed: number): Promise<FloodReport> {
  const clock = new VirtualClock(new SeededRandom(seed));
  const restore = clock.install();
  try {
    return await new FloodSimulation(flood, clock).run();
  } finally {
    restore();
  }
}

class FloodSimulation {
  private readonly message = simulator.notification([]);
  private readonly acceptedByTry: number[] = Array(TRIES).fill(0);
  private readonly requestTimes: number[] = [];
  private readonly genuineUrls = new Set<string>();
  private readonly verifier = new SnsMessageVerifier({
    topicArns: [simulator.topicArn],
    fetch: (url, init) => this.answer(url, init),
  });
  private undecided = GENUINE;
  private running = 0;
  private mostAtOnce = 0;
  private slowestAnswer = 0;
  private forged = 0;

  constructor(
    private readonly flood: Flood,
    private readonly clock: VirtualClock,
  ) {}

  async run(): Promise<FloodReport> {
    this.clock.after(TICK, () => this.postForged(0));
    for (let n = 0; n < GENUINE; n++) {
      const url = nthCertificateUrl(n).href;
      this.genuineUrls.add(url);
      this.clock.after(FIRST_GENUINE_AT + n * GENUINE_INTERVAL, () => void this.deliver(url, 0));
    }
    await this.clock.pass(200_000, () => this.undecided > 0);
    const { acceptedByTry, mostAtOnce, slowestAnswer } = this;
    const accepted = acceptedByTry.reduce((sum, count) => sum + count, 0);
    const mostPerSecond = mostWithinASecond(this.requestTimes);
    return { accepted, acceptedByTry, mostAtOnce, mostPerSecond, slowestAnswer };
  }

  /** Posts what has come due in the tick that begins now. */
  private postForged(due: number): void {
    const { postsPerSecond, isTwice = false } = this.flood;
    const postsPerUrl = isTwice ? 2 : 1;
    let left = due + (postsPerSecond * TICK) / 1000;
    for (; left >= postsPerUrl; left -= postsPerUrl) {
      const url = nthCertificateUrl(GENUINE + this.forged++).href;
      void this.isAccepted(url);
      if (isTwice) void this.isAccepted(url);
    }
    this.clock.after(TICK, () => this.postForged(left));
  }

  private async deliver(url: string, attempt: number): Promise<void> {
    if (await this.isAccepted(url)) this.acceptedByTry[attempt]!++;
    else if (attempt + 1 < TRIES) {
      this.clock.after(RETRY_DELAY, () => void this.deliver(url, attempt + 1));
      return;
    }
    this.undecided--;
  }

  private async isAccepted(url: string): Promise<boolean> {
    const postedAt = this.clock.now;
    try {
      await this.verifier.verify({ ...this.message, SigningCertURL: url });
      return true;
    } catch (error) {
      if (error instanceof CertificateUnavailableError) return false;
      throw error;
    } finally {
      this.slowestAnswer = Math.max(this.slowestAnswer, this.clock.now - postedAt);
    }
  }

  private async answer(url: URL, { signal }: RequestInit): Promise<Response> {
    this.requestTimes.push(this.clock.now);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.running);
    const isGenuine = this.genuineUrls.has(url.href);
    await new Promise((resolve) => {
      if (isGenuine || this.flood.sns === 'answers 404') setTimeout(resolve, LATENCY);
      signal?.addEventListener('abort', resolve, { once: true });
    });
    this.running--;
    return isGenuine ? new Response(PEM) : new Response(null, { status: 404 });
  }
}

/** @param times in ascending order. */
function mostWithinASecond(times: readonly number[]): number {
  let most = 0;
  let start = 0;
  for (const [end, time] of times.entries()) {
    while (times[start]! <= time - 1_000) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}
