import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { simulator } from './delivery-app.js';
import { exactPost, type ExactAnswer } from '../http/exact-post.js';
import { listener } from './listeners.js';
import { signedBody } from '../http/signed-body.js';

/** Fails for one owner. */
export const FailingListener = listener('FailingListener', '*', ({ ownerId }) => {
  if (ownerId === 'failing') throw new Error('the database is away');
});

export const OUTCOMES = {
  handled: 200,
  malformed: 400,
  forged: 403,
  tooLarge: 413,
  failing: 503,
} as const;

export type Outcome = keyof typeof OUTCOMES;

const headers = { 'content-type': 'text/plain', 'x-amz-sns-message-type': 'Notification' };

/** What an endpoint whose `bodyLimit` is 20 000 answers to one request of each kind. */
export async function postEveryOutcome(url: string): Promise<Record<Outcome, ExactAnswer>> {
  const { body } = signedBody();
  const failing = simulator.notification([misfitUpdate('goals.updated', { ownerId: 'failing' })]);
  const bodies: Record<Outcome, string> = {
    handled: body,
    malformed: body.slice(1),
    forged: JSON.stringify({ ...(JSON.parse(body) as object), Message: '[]' }),
    tooLarge: signedBody(20_001).body,
    failing: JSON.stringify(failing),
  };
  const sent = Object.entries(bodies).map(async ([outcome, posted]) => {
    return [outcome, await exactPost(url, posted, { headers })];
  });
  return Object.fromEntries(await Promise.all(sent)) as Record<Outcome, ExactAnswer>;
}

export function statusesOf(answers: Record<Outcome, ExactAnswer>): Record<string, number> {
  return Object.fromEntries(Object.entries(answers).map(([key, { status }]) => [key, status]));
}
