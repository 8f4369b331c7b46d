import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CliApp } from '../../support/cli/cli-app.js';
import { until } from '../../support/clocks/gate.js';
import { freePort } from '../../support/http/free-port.js';
import { cli, CliRun } from '../../support/cli/cli-run.js';
import {
  startCredulousReceiver,
  startValidatorReceiver,
} from '../../support/cli/weak-receivers.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

interface Report {
  readonly trustsSimulator: boolean;
  readonly findings: readonly { attack: string; verdict: string; detail: string }[];
}

const env = () => ({ XDG_CONFIG_HOME: tempDirectory() });

function attacks({ findings }: Report, verdict: string): string[] {
  return findings.filter((finding) => finding.verdict === verdict).map(({ attack }) => attack);
}

async function examine(url: string, port: number) {
  const args = ['doctor', url, '--port', String(port), '--json', '--time-limit', '6m'];
  const { stdout, stderr, exitCode } = await cli(args, { env: env() });
  expect(stderr).toBe('');
  return { exitCode, report: JSON.parse(stdout) as Report };
}

// In CI it is the last step of all.
it.skipIf(process.env['CI'])(
  'doctor finds no hole in this module, on Express and on Fastify, and exits with 0',
  async () => {
    const worlds = await Promise.all(ADAPTERS.map((adapter) => CliApp.start(adapter)));
    const examined = await Promise.all(worlds.map(({ url, port }) => examine(url, port)));
    for (const { exitCode, report } of examined) {
      expect(attacks(report, 'got through')).toEqual([]);
      expect(attacks(report, 'not judged')).toEqual([
        'message that was handled already',
        'secrets and line breaks in the log',
      ]);
      expect(report.trustsSimulator).toBe(true);
      expect(exitCode).toBe(0);
    }
  },
);

describe('doctor', () => {
  it('finds that a receiver verifies nothing', async () => {
    const { exitCode, report } = await examine(await startCredulousReceiver(), await freePort());
    expect(exitCode).toBe(1);
    expect(attacks(report, 'got through')).toEqual(
      expect.arrayContaining([
        'unsigned message',
        'raw message delivery',
        'signature of another key',
        'changed message',
        "message of the attacker's own topic",
        'forged topic with the same signed bytes',
        'SubscribeURL to the attacker',
        'bodies that are held open',
        'body that arrives slowly',
      ]),
    );
  });

  it('finds the holes of Express with sns-validator alone', async () => {
    const port = await freePort();
    const { exitCode, report } = await examine(await startValidatorReceiver(port), port);
    expect(exitCode).toBe(1);
    expect(report.trustsSimulator).toBe(true);
    expect(attacks(report, 'got through')).toEqual(
      expect.arrayContaining([
        "message of the attacker's own topic",
        'forged topic with the same signed bytes',
        'field folded into another',
        'old message',
        'certificate of somebody else',
        'certificate on a lookalike host',
        'certificate server that hangs',
        'bodies that are held open',
        'download for each message',
      ]),
    );
    expect(attacks(report, 'withstands')).toEqual(
      expect.arrayContaining(['unsigned message', 'signature of another key', 'changed message']),
    );
  });

  it('attacks nobody else without being told to', async () => {
    const result = await cli(['doctor', 'http://192.0.2.1/'], { env: env() });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('--i-own-this-host');
  });

  it('exits with 3 where nothing answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const args = ['doctor', url, '--port', String(await freePort())];
    expect(await cli(args, { env: env() })).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it('stops at Ctrl-C, and reports what it has found by then', async () => {
    const args = ['doctor', await startCredulousReceiver(), '--port', String(await freePort())];
    const run = new CliRun(args, { env: env(), isTerminal: true });
    await until(() => run.stderr.includes('got through'));
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(run.stdout).toContain('not judged');
  });
});
