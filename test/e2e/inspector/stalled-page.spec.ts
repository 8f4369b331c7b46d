import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OnMisfitEvent } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { ADMIN, startInspectorApp } from '../../support/inspector/inspector-app.js';

const KEEP = 20;

/** The inspector keeps the whole error of each run, so that few deliveries make a large message. */
class FailingListener {
  @OnMisfitEvent('*')
  fail(): void {
    throw new Error('no database '.repeat(80));
  }
}

describe.each(ADAPTERS)('on %s, a page of the inspector that does not read', (adapter) => {
  it('makes the server hold one message, and shows the latest state when it reads again', async () => {
    const inspector = { keep: KEEP };
    const app = await startInspectorApp({ adapter, inspector, providers: [FailingListener] });
    const server = app.app.getHttpServer() as Server;
    const accepted: Socket[] = [];
    server.on('connection', (socket: Socket) => accepted.push(socket));
    const { port, pathname } = new URL(app.page);
    const page = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void page.destroy());
    page.write(`GET ${pathname}/stream HTTP/1.1\r\nHost: a\r\nCookie: ${ADMIN.cookie}\r\n\r\n`);
    await new Promise((resolve) => page.once('readable', resolve));
    const stream = accepted.find(({ remotePort }) => remotePort === page.localPort) as Socket;

    const updates = Array.from({ length: 25 }, () => misfitUpdate('goals.updated'));
    let delivered = 0;
    const deliver = async (): Promise<void> => {
      await Promise.all(Array.from({ length: KEEP }, () => app.post(updates)));
      delivered += KEEP;
      // Longer than the time between two messages.
      await sleep(600);
    };
    // The kernel takes a few megabytes.
    while (stream.writableLength === 0) await deliver();
    const before = delivered;
    for (let round = 0; round < 8; round++) await deliver();

    let text = '';
    page.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const shown = () => [...text.matchAll(/\{"id":(\d+),"outcome"/g)].map(([, id]) => Number(id));
    await expect.poll(() => shown().at(-1)).toBe(delivered);
    const missed = shown().filter((id) => id > before);
    // What was sent when it stopped, what is kept, and what the kernel still takes meanwhile.
    expect(missed.length).toBeLessThanOrEqual(4 * KEEP);
  });
});
