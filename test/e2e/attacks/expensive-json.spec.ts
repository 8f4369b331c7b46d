import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/adapters.js';
import { startBodyApp } from '../../support/body-app.js';
import { exactPost } from '../../support/exact-post.js';
import { signedBody } from '../../support/signed-body.js';

const MIB = 1024 * 1024;
const ROUNDS = 5;

/** Genuine messages that a hostile body of 1 MiB may cost as much as. */
const MAX_RATIO = 45;

const fill = (piece: string) => piece.repeat(Math.floor((MIB - 64) / piece.length));

const HOSTILE: readonly (readonly [string, string])[] = [
  ['open brackets only', fill('[')],
  ['nested arrays', `${'['.repeat(MIB / 2 - 1)}${']'.repeat(MIB / 2 - 1)}`],
  ['endless keys', `{${randomKeys()}"last":0}`],
  ['empty objects', `[${fill('{},')}{}]`],
  ['empty strings', `[${fill('"",')}""]`],
  [
    'structure behind a genuine start',
    `{"Type":"Notification","Message":"x","a":[${fill('[],')}[]]}`,
  ],
  ['structure between two Messages', `{"Message":"a","b":[${fill('{},')}{}],"Message":"c"}`],
  ['escapes in an unfinished string', `{"Message":"${fill('\\u0000')}`],
];

function randomKeys(): string {
  let keys = '';
  for (let n = 0; keys.length < MIB - 64; n++) keys += `"${(n * 2_654_435_761).toString(36)}":0,`;
  return keys;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function cpuTimeOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe.each(ADAPTERS)('1 MiB of JSON that is expensive to parse, on %s', (adapter) => {
  it.each(HOSTILE)(`costs at most ${MAX_RATIO} genuine messages: %s`, async (_what, body) => {
    const { url } = await startBodyApp({ adapter });
    const sendHostile = async () => {
      expect(await exactPost(url, body)).toMatchObject({ status: 400 });
    };
    const sendGenuine = async () => {
      const { body: genuine, headers } = signedBody();
      expect(await exactPost(url, genuine, { headers: headers('text/plain') })).toMatchObject({
        status: 200,
      });
    };
    await sendHostile();
    await sendGenuine();
    const hostile: number[] = [];
    const genuine: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      hostile.push(await cpuTimeOf(sendHostile));
      genuine.push(await cpuTimeOf(sendGenuine));
    }
    expect(median(hostile) / median(genuine)).toBeLessThan(MAX_RATIO);
  });
});
