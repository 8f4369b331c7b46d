import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { SnsMessageVerifier } from 'nestjs-misfit-notification';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli/cli-run.js';
import { genuineVectors, HAVE_VECTORS, VECTORS_NOTE } from '../../support/sns/genuine-vectors.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

const simulator = new MisfitSimulator();
let pem: string;

beforeEach(async () => {
  const { SigningCertURL } = simulator.notification([]);
  pem = await (await simulator.fetch(SigningCertURL)).text();
});

/** Writes the content and the certificate, and verifies. */
function verify(content: object | string, ...options: string[]) {
  const directory = tempDirectory();
  const file = join(directory, 'request');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const certificate = join(directory, 'certificate.pem');
  writeFileSync(certificate, pem);
  return cli(['verify', file, '--certificate', certificate, ...options]);
}

async function verifyAsJson(content: object | string, ...options: string[]) {
  const { stdout, exitCode } = await verify(content, '--json', ...options);
  const { checks, ...rest } = JSON.parse(stdout) as {
    checks: { name: string; outcome: string; code?: string }[];
    [name: string]: unknown;
  };
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  return { ...rest, exitCode, failed, names: checks.map(({ name }) => name) };
}

const genuine = () => simulator.notification([misfitUpdate('goals.updated')], 'Hello');

describe('verify', () => {
  it('names every check that a genuine notification passes', async () => {
    const result = await verifyAsJson(genuine());
    expect(result).toMatchObject({ verdict: 'genuine', exitCode: 0, failed: [] });
    expect(result.names).toEqual([
      'delivery',
      'JSON',
      'envelope',
      'headers',
      'topic',
      'age',
      'certificate URL',
      'certificate',
      'validity',
      'signature version',
      'signature',
      'updates',
    ]);
  });

  it('goes on after a failed check, and the first one decides', async () => {
    const message = { ...genuine(), Timestamp: '2020-01-01T00:00:00.000Z' };
    const result = await verifyAsJson(message, '--topic', 'arn:aws:sns:us-east-1:123456789012:*');
    expect(result).toMatchObject({ verdict: 'refused', code: 'TOPIC_NOT_ALLOWED', exitCode: 1 });
    expect(result.failed).toEqual(['topic', 'age', 'signature']);
  });

  it('judges at the time of --at', async () => {
    const old = new MisfitSimulator({ clock: () => Date.parse('2020-01-01T00:00:00.000Z') });
    const message = old.notification([]);
    pem = await (await old.fetch(message.SigningCertURL)).text();
    await expect(verifyAsJson(message)).resolves.toMatchObject({ code: 'MESSAGE_TOO_OLD' });
    await expect(verifyAsJson(message, '--at', 'sent')).resolves.toMatchObject({ exitCode: 0 });
    const later = ['--at', '2020-01-01T02:00:00Z'];
    await expect(verifyAsJson(message, ...later)).resolves.toMatchObject({ exitCode: 1 });
    const longer = [...later, '--max-age', '3h'];
    await expect(verifyAsJson(message, ...longer)).resolves.toMatchObject({ exitCode: 0 });
  });

  it('does not trust headers that contradict the body', async () => {
    const head = 'POST /misfit HTTP/1.1\r\nx-amz-sns-topic-arn: arn:aws:sns:us-east-1:1:other';
    const result = await verifyAsJson(`${head}\r\n\r\n${JSON.stringify(genuine())}`);
    expect(result).toMatchObject({ code: 'HEADER_MISMATCH', failed: ['headers'] });
  });

  it('downloads nothing from a URL that is not that of SNS', async () => {
    const message = { ...genuine(), SigningCertURL: 'http://127.0.0.1:1/cert.pem' };
    const { exitCode, stdout } = await cli(['verify', '-'], { stdin: JSON.stringify(message) });
    expect(stdout).toContain('nothing is downloaded from a refused URL');
    expect(exitCode).toBe(1);
  });

  it('shows tokens and signatures shortened', async () => {
    const message = simulator.subscriptionConfirmation();
    for (const format of [[], ['--json']]) {
      const { stdout } = await verify(message, ...format);
      expect(stdout).toContain('SubscriptionConfirmation');
      expect(stdout).not.toContain((message as { Token: string }).Token);
      expect(stdout).not.toContain(message.Signature);
    }
  });

  it('knows the endpoint test, which is not signed', async () => {
    const { exitCode, verdict } = (await verifyAsJson(simulator.endpointTest())) as never;
    expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: 'endpoint test' });
  });

  it.each(['{', '[]', 'null', '{"Type":"Notification"}', '"text"'])(
    'explains what is wrong with %s',
    async (body) => {
      const { exitCode, stdout } = await verify(body);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('MALFORMED_MESSAGE');
    },
  );

  it('cannot move the cursor of the terminal', async () => {
    const { stdout } = await verify({ ...genuine(), Subject: '\u001B[2J\u202E' });
    expect(stdout).not.toContain('\u001B');
    expect(stdout).not.toContain('\u202E');
  });

  it.each([
    [['verify'], "missing required argument 'file'"],
    [['verify', '/does/not/exist'], 'could not read /does/not/exist'],
    [['verify', '-', '--at', 'noon'], "'sent'"],
    [['verify', '-', '--max-age', 'long'], 'Write a time span'],
    [['verify', '-', '--topic', 'arn:x'], 'is not the ARN of an SNS topic'],
    [['verify', '-', '--certificate', '/does/not/exist'], 'could not read'],
    [['verify', '-', '--colour'], "unknown option '--colour'"],
  ])('exits with 2 after %j', async (args, message) => {
    const result = await cli(args, { stdin: '{}' });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});

describe.skipIf(!HAVE_VECTORS)(`verify, for messages that AWS has signed${VECTORS_NOTE}`, () => {
  it.each(genuineVectors())('$name agrees with the verifier', async (vector) => {
    pem = vector.pem;
    const account = vector.fields['TopicArn']!.replace(/[^:]+$/, '*');
    const verifier = new SnsMessageVerifier({
      topicArns: [account],
      clock: () => vector.sentAt,
      fetch: async () => new Response(vector.pem),
    });
    await verifier.verify(vector.text);
    const result = await verifyAsJson(vector.text, '--at', 'sent', '--topic', account);
    expect(result).toMatchObject({ verdict: 'genuine', exitCode: 0 });
  });
});
