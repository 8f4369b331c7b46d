import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { MisfitQueue } from 'nestjs-misfit-notification';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { expect, onTestFinished } from 'vitest';
import { listener } from '../support/apps/listeners.js';
import { startSqliteApp } from '../support/apps/sqlite-app.js';
import { CliApp } from '../support/cli/cli-app.js';
import { cli, type CliRunOptions } from '../support/cli/cli-run.js';
import { databasePath, tempDirectory } from '../support/sqlite/temp-directory.js';

/** The address that the page shows for an application. */
export const SHOWN_URL = 'http://127.0.0.1:3000/misfit/notification';
const SHOWN_FILE = 'data/misfit.db';

const terminal: CliRunOptions = { isTerminal: true, env: { NO_COLOR: '1' } };

/** What a command prints on a terminal, by the name of its block on the page. */
export const COMMANDS: Readonly<Record<string, () => Promise<Printed>>> = {
  help: () => print(['--help']),

  send: async () => {
    const app = await CliApp.start('express');
    const args = ['send', 'goals.updated', '--owner', 'ada', '--count', '40', '--rate', '20/s'];
    const { stdout } = await app.run([...args, '--to', app.url], terminal);
    return printed([...args, '--to', SHOWN_URL], stdout);
  },

  verify: async () => {
    const simulator = new MisfitSimulator();
    const genuine = simulator.notification([misfitUpdate('goals.updated', { ownerId: 'ada' })]);
    const directory = tempDirectory();
    const [file, certificate] = ['request.json', 'certificate.pem'];
    const forged = { ...genuine, Message: genuine.Message.replace('ada', 'eve') };
    writeFileSync(join(directory, file), JSON.stringify(forged));
    const pem = await (await simulator.fetch(genuine.SigningCertURL)).text();
    writeFileSync(join(directory, certificate), pem);
    const args = (folder: string) => [
      'verify',
      join(folder, file),
      '--certificate',
      join(folder, certificate),
    ];
    const { stdout } = await cli(args(directory), terminal);
    return printed(args(''), stdout);
  },

  doctor: async () => {
    const app = await CliApp.start('express');
    const { stdout } = await app.run(['doctor', app.url], terminal);
    return printed(['doctor', SHOWN_URL], stdout);
  },

  queue: () => printAbout(async () => ['queue']),
  list: () => printAbout(async () => ['dead-letters', 'list']),
  show: () =>
    printAbout(async (path) => {
      const { stdout } = await cli(['dead-letters', 'list', '--sqlite', path]);
      const { letters } = JSON.parse(stdout) as { letters: { id: string }[] };
      return ['dead-letters', 'show', letters[0]!.id];
    }),
};

/** A command line and what it has printed. */
export interface Printed {
  readonly command: string;
  readonly output: string;
}

function printed(args: readonly string[], output: string): Printed {
  const command = ['npx nestjs-misfit-notification', ...args].join(' ');
  return { command, output: output.trimEnd() };
}

async function print(args: readonly string[]): Promise<Printed> {
  return printed(args, (await cli(args, terminal)).stdout);
}

/** Prints what is left of an application whose handler has failed. */
async function printAbout(argsFor: (path: string) => Promise<readonly string[]>): Promise<Printed> {
  const path = databasePath();
  const GoalListener = listener('GoalListener', 'goals.updated', ({ ownerId }) => {
    throw Object.assign(new Error(`no account for ${ownerId}`), { stack: undefined });
  });
  const sqlite = { path, attempts: 1 };
  const running = await startSqliteApp({ adapter: 'express', providers: [GoalListener], sqlite });
  const queue = running.app.get(MisfitQueue, { strict: false });
  for (const [index, ownerId] of ['ada', 'bob'].entries()) {
    await running.post([misfitUpdate('goals.updated', { ownerId })]);
    await expect.poll(async () => (await queue.statistics())?.dead).toBe(index + 1);
  }
  await running.app.close();
  onTestFinished(() => Logger.overrideLogger(new ConsoleLogger()));
  const args = await argsFor(path);
  const { stdout } = await cli([...args, '--sqlite', path], terminal);
  return printed([...args, '--sqlite', SHOWN_FILE], stdout.replaceAll(path, SHOWN_FILE));
}

/** Without what differs from run to run: times, ids, numbers that were measured, widths of columns. */
export function normalised(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+ ?(Z|UTC)/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b[0-9A-Za-z+/=]{24,}|\S{8}…/g, 'CODE')
    .replaceAll(/([0-9A-Fa-f]{2}:){8,}[0-9A-Fa-f]{2}/g, 'CODE')
    .replaceAll(/(\n *(≤ \d+ ms|more) +█* \d+)+/g, '\nHISTOGRAM')
    .replaceAll(/\d+(\.\d+)? (ms|s|bytes)\b/g, 'AMOUNT')
    .replaceAll(/\d+(\.\d+)?\/s/g, 'RATE')
    .replaceAll(/ +/g, ' ');
}
