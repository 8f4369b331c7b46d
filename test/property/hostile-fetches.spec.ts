import * as fc from 'fast-check';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CertificateUnavailableError } from '../../lib/sns/errors.js';
import type { Fetch } from '../../lib/sns/fetch-bounded.js';
import { SnsMessageVerifier } from '../../lib/sns/sns-message-verifier.js';

const DEADLINE = 5_000;
const NOW = Date.parse('2026-11-24T01:02:03.456Z');
const never = new Promise<never>(() => undefined);

/** How a certificate server, or the `fetch` in front of it, may behave. */
interface Behaviour {
  readonly status: number;
  /** Milliseconds until the headers; `undefined` for never. */
  readonly headersAfter: number | undefined;
  readonly throwsAtOnce: boolean;
  /** Milliseconds before each piece of the body; `undefined` for no more of them. */
  readonly pauses: readonly (number | undefined)[];
  readonly end: 'closes' | 'hangs' | 'breaks' | 'goes on for ever';
  readonly cancelHangs: boolean;
}

const pause = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(2 * DEADLINE) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const behaviours: fc.Arbitrary<Behaviour> = fc.record({
  status: fc.oneof({ weight: 5, arbitrary: fc.constant(200) }, fc.constantFrom(404, 500, 503)),
  headersAfter: pause,
  throwsAtOnce: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  pauses: fc.array(pause, { minLength: 1, maxLength: 3 }),
  end: fc.oneof(
    { weight: 3, arbitrary: fc.constant('closes' as const) },
    fc.constantFrom('hangs' as const, 'breaks' as const, 'goes on for ever' as const),
  ),
  cancelHangs: fc.boolean(),
});

const sleep = (milliseconds: number | undefined): Promise<void> =>
  milliseconds === undefined ? never : new Promise((resolve) => setTimeout(resolve, milliseconds));

function bodyOf(pem: string, { pauses, end, cancelHangs }: Behaviour): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(pem);
  const size = Math.ceil(bytes.length / pauses.length);
  let index = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (index < pauses.length) {
        await sleep(pauses[index]);
        controller.enqueue(bytes.subarray(index * size, (index + 1) * size));
        index += 1;
      } else if (end === 'closes') controller.close();
      else if (end === 'breaks') controller.error(new Error('connection reset'));
      else if (end === 'hangs') await never;
      else controller.enqueue(new Uint8Array(4_096));
    },
    ...(cancelHangs && { cancel: () => never }),
  });
}

function fetchLike(pem: string, behaviour: Behaviour): Fetch {
  return async () => {
    await sleep(behaviour.headersAfter);
    return new Response(bodyOf(pem, behaviour), { status: behaviour.status });
  };
}

describe('whatever the fetch does', () => {
  const simulator = new MisfitSimulator({ clock: () => NOW });
  const message = simulator.notification([]);
  let pem: string;

  beforeAll(async () => {
    pem = await (await simulator.fetch(message.SigningCertURL)).text();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterAll(() => void vi.useRealTimers());

  it('a verification ends within its deadline, with the message or a reason to come again', async () => {
    const seen = { accepted: 0, unavailable: 0 };
    await fc.assert(
      fc.asyncProperty(behaviours, fc.integer({ min: 1, max: 4 }), async (behaviour, copies) => {
        const answer = fetchLike(pem, behaviour);
        const verifier = new SnsMessageVerifier({
          topicArns: [simulator.topicArn],
          clock: () => NOW,
          fetch: (url, init) => {
            if (behaviour.throwsAtOnce) throw new Error('no route');
            return answer(url, init);
          },
        });
        const outcomes: unknown[] = [];
        for (let copy = 0; copy < copies; copy += 1) {
          void verifier.verify(message).then(
            () => outcomes.push('accepted'),
            (error: unknown) =>
              outcomes.push(error instanceof CertificateUnavailableError ? 'unavailable' : error),
          );
        }
        await vi.advanceTimersByTimeAsync(DEADLINE);
        const [first] = outcomes as ['accepted' | 'unavailable'];
        expect(outcomes).toEqual(Array(copies).fill(first));
        expect(['accepted', 'unavailable']).toContain(first);
        seen[first] += 1;
        vi.clearAllTimers();
      }),
      { numRuns: 400 },
    );
    expect(Math.min(seen.accepted, seen.unavailable)).toBeGreaterThanOrEqual(50);
  });
});
