import { createConnection } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { serveOnLoopback } from '../support/sns/loopback-server.js';
import { startRecipe } from './running-recipe.js';

const START_LIMIT = 60_000;
const WAIT = { timeout: 20_000 };

/** Pages whose handler, or what it calls, logs the goal. */
const LOGGING: readonly [page: string, main: string][] = [
  ['global-guards', 'main'],
  ['helmet-and-compression', 'main'],
  ['helmet-and-compression', 'main-fastify'],
  ['pino', 'main'],
  ['swagger', 'main'],
  ['hybrid-application', 'main'],
  ['cqrs', 'main'],
  ['event-emitter', 'main'],
];

it.each(LOGGING)(
  'the recipe %s receives a signed notification, by its %s',
  async (page, main) => {
    const recipe = await startRecipe(page, main);
    expect(await recipe.post('g1'), recipe.output()).toBe(200);
    await expect.poll(() => recipe.output(), WAIT).toContain('goal g1 of');
    expect(recipe.output()).not.toContain('FOREIGN_ANSWER');
  },
  START_LIMIT,
);

describe('the recipe', () => {
  it(
    'global-guards limits and protects the other routes only',
    async () => {
      const recipe = await startRecipe('global-guards', 'main');
      const profile = async () => (await fetch(`${recipe.origin}/profile`)).status;
      const statuses = [];
      for (let count = 0; count < 12; count++) {
        statuses.push(await profile());
        expect(await recipe.post(`g${count}`)).toBe(200);
      }
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    },
    START_LIMIT,
  );

  it.each(['main', 'main-fastify'])(
    'helmet-and-compression adds its headers to the answers, by its %s',
    async (main) => {
      const { origin } = await startRecipe('helmet-and-compression', main);
      const { headers } = await fetch(`${origin}/misfit/notification`, { method: 'POST' });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
    START_LIMIT,
  );

  it(
    'pino writes the lines of the module as JSON',
    async () => {
      const recipe = await startRecipe('pino', 'main');
      const lines = recipe
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      const contexts = lines.map((line) => (JSON.parse(line) as { context?: string }).context);
      expect(contexts).toContain('MisfitNotification');
    },
    START_LIMIT,
  );

  it(
    'sentry reports the failure of a handler',
    async () => {
      let reported = '';
      const sentry = await serveOnLoopback((request, response) => {
        request.on('data', (chunk: Buffer) => (reported += chunk.toString()));
        request.on('end', () => response.end('{}'));
      });
      const dsn = sentry.replace('//', '//key@').concat('/1');
      const recipe = await startRecipe('sentry', 'main', { SENTRY_DSN: dsn });
      expect(await recipe.post('g1')).toBe(503);
      await expect.poll(() => reported, WAIT).toContain('cannot be saved');
      expect(reported).toContain('"handler":"GoalListener.onGoal"');
    },
    START_LIMIT,
  );

  it(
    'swagger describes the endpoint',
    async () => {
      const { origin } = await startRecipe('swagger', 'main');
      const document = (await (await fetch(`${origin}/api-json`)).json()) as { paths: object };
      expect(Object.keys(document.paths)).toEqual(['/misfit/notification']);
    },
    START_LIMIT,
  );

  it(
    'hybrid-application also answers over TCP',
    async () => {
      const { tcpPort } = await startRecipe('hybrid-application', 'main');
      const socket = createConnection(tcpPort, 'localhost');
      const request = JSON.stringify({ pattern: 'ping', data: {}, id: '1' });
      socket.write(`${request.length}#${request}`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toContain('pong');
    },
    START_LIMIT,
  );

  it(
    'event-emitter makes SNS deliver again when a listener fails',
    async () => {
      const recipe = await startRecipe('event-emitter', 'main');
      expect(await recipe.post('locked')).toBe(503);
    },
    START_LIMIT,
  );
});
