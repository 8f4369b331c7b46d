import { CertificateUnavailableError, SnsVerificationError } from '../../../lib/sns/errors.js';
import { referenceVerdict, type ReferenceVerdict } from './reference-verifier.js';
import type { SnsWorld } from './sns-world.js';

export interface PostedDelivery {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Comparison {
  readonly actual: unknown;
  readonly expected: ReferenceVerdict;
}

/** Asks the verifier and the reference about each delivery, and counts the verdicts. */
export class VerdictTally {
  accepted = 0;
  refused = 0;
  unavailable = 0;

  async compare(world: SnsWorld, { body, headers = {} }: PostedDelivery): Promise<Comparison> {
    const expected = referenceVerdict(body, headers, world);
    this[expected.verdict] += 1;
    return { actual: await verdictOf(world, body, headers), expected };
  }

  /** How often the rarer verdict was given: a property that hardly ever sees it says little. */
  get rarer(): number {
    return Math.min(this.accepted, this.refused);
  }
}

/** Throws whatever the verifier should not have thrown. */
async function verdictOf(
  { verifier }: SnsWorld,
  body: unknown,
  headers: NonNullable<PostedDelivery['headers']>,
): Promise<unknown> {
  try {
    const message = await verifier.verify(body, headers);
    const isFresh = message !== body && Object.isFrozen(message);
    return isFresh ? { verdict: 'accepted', fields: message } : 'not a fresh, frozen object';
  } catch (error) {
    if (error instanceof SnsVerificationError) return { verdict: 'refused' };
    if (error instanceof CertificateUnavailableError) return { verdict: 'unavailable' };
    throw error;
  }
}
