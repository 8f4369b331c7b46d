import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { OnMisfitEvent, type GoalUpdated } from 'nestjs-misfit-notification';
import { MisfitInspectorModule } from 'nestjs-misfit-notification/inspector';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADAPTERS, bootstrap } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import {
  ADMIN,
  AdminGuard,
  startInspectorApp,
  startQueueInspectorApp,
} from '../../support/inspector/inspector-app.js';

afterEach(() => vi.unstubAllEnvs());

const ACTION = { ...ADMIN, 'x-misfit-inspector': 'action' };

describe.each(ADAPTERS)('on %s, the page of the inspector', (adapter) => {
  it('loads all its files from its own server, under a strict policy', async () => {
    const { page } = await startInspectorApp({ adapter });
    const response = await fetch(page, { headers: ADMIN });
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).not.toMatch(/https?:|<script>|<style>| style=| on\w+=/);

    const links = [...html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBe(3);
    for (const link of links) {
      const file = await fetch(new URL(link as string, page), { headers: ADMIN });
      expect([link, file.status]).toEqual([link, 200]);
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
      expect(file.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/svg)/);
    }
  });

  it('is found with a slash at the end, below a global prefix and at another path', async () => {
    const { origin } = await startInspectorApp({
      adapter,
      inspector: { path: 'admin/misfit' },
      configure: (app) => void app.setGlobalPrefix('api'),
    });
    const page = `${origin}/api/admin/misfit`;
    const html = await (await fetch(`${page}?tab=1`, { headers: ADMIN })).text();
    const script = /src="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await fetch(new URL(script, page), { headers: ADMIN })).status).toBe(200);
  });

  it.each(['', '/app.js', '/stream', '/dead-letters'])(
    'shows nothing at "%s" to those whom guards refuse',
    async (path) => {
      const { page } = await startInspectorApp({ adapter });
      const response = await fetch(page + path);
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('Misfit notifications');
    },
  );

  it.each(['/dead-letters/replay?all=true', '/dead-letters/purge?all=true', '/test-notification'])(
    'refuses %s to guests, and to administrators whose browser was made to send it',
    async (path) => {
      const { page } = await startInspectorApp({ adapter });
      const headers = [{ 'x-misfit-inspector': 'action' }, ADMIN];
      const crossSite = { ...ACTION, 'sec-fetch-site': 'cross-site' };
      for (const header of [...headers, crossSite]) {
        const { status } = await fetch(page + path, { method: 'POST', headers: header });
        expect(status).toBe(403);
      }
    },
  );

  it.each(['/index.html/..%2f..%2fpackage.json', '/..%2findex.js', '/nothing.js', '/constructor'])(
    'has no file "%s"',
    async (path) => {
      const { page } = await startInspectorApp({ adapter });
      expect((await fetch(page + path, { headers: ADMIN })).status).toBe(404);
    },
  );

  it('lists, replays and purges dead letters', async () => {
    let isRepaired = false;
    class GoalListener {
      @OnMisfitEvent('goals.updated')
      onGoal({ id }: GoalUpdated): void {
        if (!isRepaired) throw new Error(`goal ${id} is locked`);
        handled.push(id);
      }
    }
    const handled: string[] = [];
    const sqlite = { attempts: 1 };
    const app = await startQueueInspectorApp({ adapter, providers: [GoalListener], sqlite });
    const post = async (path: string): Promise<unknown> =>
      (await fetch(`${app.page}/dead-letters/${path}`, { method: 'POST', headers: ACTION })).json();
    const list = async () =>
      (await (await fetch(`${app.page}/dead-letters`, { headers: ADMIN })).json()) as {
        letters: { id: string; event: { id: string }; error: string }[];
      };
    for (const id of ['goal-1', 'goal-2', 'goal-3']) {
      await app.post([misfitUpdate('goals.updated', { id })]);
    }
    await expect.poll(async () => (await list()).letters.length).toBe(3);
    const { letters } = await list();
    expect(letters[0]).toMatchObject({ event: { id: 'goal-1' }, error: 'goal goal-1 is locked' });

    isRepaired = true;
    expect(await post(`replay?id=${letters[0]?.id}`)).toEqual({ count: 1 });
    await expect.poll(() => handled).toEqual(['goal-1']);
    expect(await post(`purge?id=${letters[1]?.id}`)).toEqual({ count: 1 });
    expect(await post('purge?handler=Nobody.nothing')).toEqual({ count: 0 });
    expect(await post('purge')).toMatchObject({ statusCode: 400 });
    expect(await post('replay?all=true')).toEqual({ count: 1 });
    await expect.poll(() => handled).toEqual(['goal-1', 'goal-3']);
    expect((await list()).letters).toEqual([]);
  });

  it('says that in-process delivery has no dead letters', async () => {
    const { page } = await startInspectorApp({ adapter });
    expect((await fetch(`${page}/dead-letters`, { headers: ADMIN })).status).toBe(404);
  });

  it('sends a test notification to its own endpoint', async () => {
    const app = await startInspectorApp({ adapter });
    const events: string[] = [];
    app.bus.on('sleeps').subscribe(({ ownerId }) => events.push(ownerId));
    const send = (resource: string) =>
      fetch(`${app.page}/test-notification?resource=${resource}`, {
        method: 'POST',
        headers: ACTION,
      });
    expect(await (await send('sleeps')).json()).toEqual({ status: 200 });
    expect(events).toEqual(['inspector-test']);
    expect((await send('nothing')).status).toBe(400);
  });
});

describe.each(ADAPTERS)('on %s, the inspector without guards', (adapter) => {
  it('answers at the names of this machine, and at none that a page of another site gives it', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const imports = [MisfitInspectorModule.forRoot()];
    const { origin } = await startDeliveryApp({ adapter, imports });
    const { port } = new URL(origin);
    const statusAt = async (host: string, path: string): Promise<number | undefined> => {
      const address = { host: '127.0.0.1', port, path: `/misfit/inspector${path}` };
      const request = get({ ...address, headers: { host }, agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.destroy();
      return response.statusCode;
    };
    for (const host of ['localhost', '127.0.0.1', '[::1]', `localhost:${port}`, 'LOCALHOST:1']) {
      expect([host, await statusAt(host, '')]).toEqual([host, 200]);
    }
    const others = [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'a@localhost',
    ];
    for (const host of [...others, `evil.example:${port}`, '192.0.2.1']) {
      for (const path of ['', '/stream', '/app.js', '/dead-letters']) {
        expect([host, path, await statusAt(host, path)]).toEqual([host, path, 403]);
      }
    }
  });
});

describe('MisfitInspectorModule.forRoot', () => {
  it.each(['production', 'test', ''])('needs guards if NODE_ENV is "%s"', (environment) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(() => MisfitInspectorModule.forRoot()).toThrow('guards is empty');
    expect(() => MisfitInspectorModule.forRoot({ guards: [] })).toThrow('guards is empty');
    MisfitInspectorModule.forRoot({ guards: [AdminGuard] });
  });

  it('needs no guards if NODE_ENV is "development"', () => {
    vi.stubEnv('NODE_ENV', 'development');
    expect(MisfitInspectorModule.forRoot().controllers).toHaveLength(1);
  });

  it('takes no simulator in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    const options = { guards: [AdminGuard], simulator };
    expect(() => MisfitInspectorModule.forRoot(options)).toThrow('simulator is for development');
  });

  it.each([
    [{ keep: 0 }, 'keep'],
    [{ keep: 1_000_000 }, 'keep'],
    [{ path: '/' }, 'path'],
    [{ guards: ['admin'] }, 'guards'],
    [{ simulator: {} }, 'simulator'],
    [{ gaurds: [] }, 'gaurds'],
  ])('refuses %j and names the option', (options, name) => {
    const given = { guards: [AdminGuard], ...options } as never;
    expect(() => MisfitInspectorModule.forRoot(given)).toThrow(name);
  });

  it('says what is missing without MisfitNotificationModule', async () => {
    const imports = [MisfitInspectorModule.forRoot({ guards: [AdminGuard] })];
    await expect(bootstrap({ imports }, { adapter: 'express' })).rejects.toThrow(
      'import MisfitNotificationModule.forRoot()',
    );
  });
});
