import { request, type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { readAnswer, type ExactAnswer } from './exact-post.js';

export interface OpenPost {
  readonly outgoing: ClientRequest;
  /** Rejects when the connection ends without an answer. */
  readonly answer: Promise<ExactAnswer>;
  /** How long the answer took, in milliseconds. */
  readonly duration: Promise<number>;
}

/** Starts a request whose body the test sends as it likes. */
export function openPost(url: string, headers: OutgoingHttpHeaders): OpenPost {
  const startedAt = performance.now();
  const outgoing = request(url, { method: 'POST', agent: false, headers });
  onTestFinished(() => void outgoing.destroy());
  const answer = new Promise<ExactAnswer>((resolve, reject) => {
    outgoing.once('response', (response) => void readAnswer(response).then(resolve, reject));
    outgoing.on('error', reject);
    outgoing.once('close', () => reject(new Error('closed without an answer')));
  });
  answer.catch(() => undefined);
  const duration = answer.then(() => performance.now() - startedAt);
  duration.catch(() => undefined);
  return { outgoing, answer, duration };
}
