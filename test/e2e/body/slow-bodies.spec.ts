import { expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { startBodyApp } from '../../support/apps/body-app.js';
import { openPost, type OpenPost } from '../../support/http/open-post.js';
import { signedBody } from '../../support/http/signed-body.js';

const DEADLINE = 5_000;
const TYPE = 'text/plain; charset=UTF-8';

interface SlowSender {
  readonly title: string;
  readonly start: (url: string) => OpenPost;
  readonly status: number;
}

const SENDERS: readonly SlowSender[] = [
  {
    title: 'half of the announced body',
    start: (url) => {
      const { body, headers } = signedBody();
      const post = openPost(url, { ...headers(TYPE), 'content-length': body.length });
      post.outgoing.write(body.slice(0, body.length / 2));
      return post;
    },
    status: 503,
  },
  {
    title: 'half of a chunked body, as JSON',
    start: (url) => {
      const { body, headers } = signedBody();
      const post = openPost(url, headers('application/json'));
      post.outgoing.write(body.slice(0, body.length / 2));
      return post;
    },
    status: 503,
  },
  {
    title: 'a byte every now and then',
    start: (url) => {
      const post = openPost(url, signedBody().headers(TYPE));
      const timer = setInterval(() => post.outgoing.write(' '), 100);
      post.outgoing.once('close', () => clearInterval(timer));
      return post;
    },
    status: 503,
  },
  { title: 'nothing', start: (url) => sendHeadersOnly(url, 1_000), status: 503 },
  {
    title: 'nothing of a body that is announced as too large',
    start: (url) => sendHeadersOnly(url, 1_000_000_000),
    status: 413,
  },
];

function sendHeadersOnly(url: string, length: number): OpenPost {
  const post = openPost(url, { ...signedBody().headers(TYPE), 'content-length': length });
  post.outgoing.flushHeaders();
  return post;
}

async function answersOn(adapter: AdapterName) {
  const app = await startBodyApp({ adapter });
  const posts = SENDERS.map(({ title, start, status }) => ({
    title,
    status,
    post: start(app.url),
  }));
  // Slow senders keep nobody else waiting.
  expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
  for (const { title, status, post } of posts) {
    const { headers, ...rest } = await post.answer;
    expect({ title, ...rest }).toEqual({ title, status, body: '' });
    expect(headers.connection, title).toBe('close');
    expect(await post.duration, title).toBeGreaterThan(DEADLINE - 100);
    expect(await post.duration, title).toBeLessThan(DEADLINE + 30_000);
  }
  expect(app.handled).toHaveLength(1);
}

it('a body that has not arrived after 5 seconds is answered then, on both adapters', async () => {
  await Promise.all(ADAPTERS.map(answersOn));
});
