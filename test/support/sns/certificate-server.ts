import type { Fetch } from '../../../lib/sns/fetch-bounded.js';
import { Gate } from '../clocks/gate.js';

type Answer = () => Response | Promise<Response>;

/** Stands in for the network: answers as told, holds answers back if told, counts the requests. */
export class CertificateServer {
  readonly requested: string[] = [];
  private held: Gate | undefined;

  constructor(public answer: Answer) {}

  /** From now on answers wait for the gate that this returns. */
  hold(): Gate {
    this.held = new Gate();
    return this.held;
  }

  readonly fetch: Fetch = async (url) => {
    this.requested.push(url.href);
    await this.held?.opened;
    return this.answer();
  };
}

/** The URL of the n-th certificate of us-east-1. */
export function nthCertificateUrl(n: number): URL {
  const id = n.toString(16).padStart(32, '0');
  return new URL(`https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${id}.pem`);
}
