import { createConnection } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { serveOnLoopback } from '../support/sns/loopback-server.js';
import { startRecipe, type RunningRecipe } from './running-recipe.js';

interface Recipe {
  readonly page: string;
  readonly main: string;
  /** What the page promises besides, for the title. */
  readonly and: string;
  readonly check: (recipe: RunningRecipe) => Promise<void>;
}

const HEADERS: Omit<Recipe, 'main'> = {
  page: 'helmet-and-compression',
  and: 'adds its headers to the answers',
  check: async ({ origin }) => {
    const { headers } = await fetch(`${origin}/misfit/notification`, { method: 'POST' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },
};

/** Pages whose handler, or what it calls, logs the goal. */
const LOGGING: readonly Recipe[] = [
  {
    page: 'global-guards',
    main: 'main',
    and: 'limits and protects the other routes only',
    check: async (recipe) => {
      const profile = async () => (await fetch(`${recipe.origin}/profile`)).status;
      const statuses = [];
      for (let count = 0; count < 12; count++) {
        statuses.push(await profile());
        expect(await recipe.post(`other-${count}`)).toBe(200);
      }
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    },
  },
  { ...HEADERS, main: 'main' },
  { ...HEADERS, main: 'main-fastify' },
  {
    page: 'pino',
    main: 'main',
    and: 'writes the lines of the module as JSON',
    check: async (recipe) => {
      const contexts = () =>
        recipe
          .output()
          .split('\n')
          .filter((line) => line.startsWith('{') && line.endsWith('}'))
          .map((line) => (JSON.parse(line) as { context?: string }).context);
      await expect.poll(contexts).toContain('MisfitNotification');
    },
  },
  {
    page: 'swagger',
    main: 'main',
    and: 'describes the endpoint',
    check: async ({ origin }) => {
      const document = (await (await fetch(`${origin}/api-json`)).json()) as { paths: object };
      expect(Object.keys(document.paths)).toEqual(['/misfit/notification']);
    },
  },
  {
    page: 'hybrid-application',
    main: 'main',
    and: 'also answers over TCP',
    check: async ({ tcpPort }) => {
      const socket = createConnection(tcpPort, 'localhost');
      const request = JSON.stringify({ pattern: 'ping', data: {}, id: '1' });
      socket.write(`${request.length}#${request}`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toContain('pong');
    },
  },
  {
    page: 'cqrs',
    main: 'main',
    and: 'reports no answer of other code',
    check: async () => {},
  },
  {
    page: 'event-emitter',
    main: 'main',
    and: 'makes SNS deliver again when a listener fails',
    check: async (recipe) => expect(await recipe.post('locked')).toBe(503),
  },
];

for (const { page, main, and, check } of LOGGING) {
  it(`the recipe ${page}, by its ${main}, receives a signed notification and ${and}`, async () => {
    const recipe = await startRecipe(page, main);
    expect(await recipe.post('g1'), recipe.output()).toBe(200);
    await expect.poll(() => recipe.output()).toContain('goal g1 of');
    await check(recipe);
    expect(recipe.output()).not.toContain('FOREIGN_ANSWER');
  });
}

it('the recipe sentry reports the failure of a handler', async () => {
  let reported = '';
  const sentry = await serveOnLoopback((request, response) => {
    request.on('data', (chunk: Buffer) => (reported += chunk.toString()));
    request.on('end', () => response.end('{}'));
  });
  const dsn = sentry.replace('//', '//key@').concat('/1');
  const recipe = await startRecipe('sentry', 'main', { SENTRY_DSN: dsn });
  expect(await recipe.post('g1')).toBe(503);
  await expect.poll(() => reported).toContain('cannot be saved');
  expect(reported).toContain('"handler":"GoalListener.onGoal"');
});
