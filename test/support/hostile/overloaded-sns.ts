import type { Fetch } from 'nestjs-misfit-notification';
import { CERTIFICATE_URL, simulator } from './attack-lab.js';
import { Gate } from '../clocks/gate.js';
import { makeCertificate } from '../sns/certificate-maker.js';

/** URLs of SNS that no certificate was ever at, one for each number. */
export function endlessUrl(n: number): string {
  const id = n.toString(16).padStart(32, '0');
  return `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${id}.pem`;
}

const FOREIGN = await makeCertificate({ subject: 'attacker.example' });

const notFound = () => new Response('<Error/>', { status: 404 });

/** What an attacker might find at such a URL, or put there. */
export const FINDINGS: readonly (() => Response)[] = [
  notFound,
  () => new Response('<html>Try again later</html>'),
  () => new Response(FOREIGN.pem),
];

/** Has the genuine certificate, and rubbish at all other URLs, which are slow until a gate opens. */
export class OverloadedSns {
  readonly gate = new Gate();
  /** Slow requests that were under way at once, at most. */
  peak = 0;
  private underWay = 0;
  private answered = 0;

  constructor(
    private readonly findings: readonly (() => Response)[] = [notFound],
    private readonly slowUrl?: string,
  ) {}

  readonly fetch: Fetch = async (url, { signal }) => {
    const isGenuine = url.href === CERTIFICATE_URL;
    if (!isGenuine || url.href === this.slowUrl) await this.slowly(signal);
    if (isGenuine) return simulator.fetch(url);
    return this.findings[this.answered++ % this.findings.length]!();
  };

  private async slowly(signal: AbortSignal | null | undefined): Promise<void> {
    this.peak = Math.max(this.peak, ++this.underWay);
    try {
      await Promise.race([this.gate.opened, abortOf(signal)]);
    } finally {
      this.underWay--;
    }
  }
}

function abortOf(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
