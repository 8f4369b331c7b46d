import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { postEndlessly } from './endless-post.js';
import { endlessUrl, FINDINGS, OverloadedSns } from '../../support/hostile/overloaded-sns.js';
import { until } from '../../support/clocks/gate.js';

const FLOOD = 500;
/** More than any cache of certificates needs to hold. */
const OVERFLOW = 200;
const MAX_DOWNLOADS = 32;
const MAX_DISCARDED = 16 * 1024 * 1024;
const LIMIT = 1024 * 1024;

/** A message of the allowed topic, with endless certificates: its signature is never looked at. */
function flood(length: number) {
  const message = notification();
  return Array.from({ length }, (_, n) => ({ ...message, SigningCertURL: endlessUrl(n) }));
}

describe.each(ADAPTERS)('endless certificate URLs, on %s', (adapter) => {
  it('keep no more than 32 downloads busy, and genuine messages are taken meanwhile', async () => {
    const sns = new OverloadedSns();
    const lab = await AttackLab.open(adapter, { fetch: sns.fetch });
    const before = notification();
    expect(await lab.post(before)).toEqual(delivered(before, [CERTIFICATE_URL]));

    const answers = flood(FLOOD).map((message) => lab.send(message));
    await until(() => sns.peak >= MAX_DOWNLOADS);
    const meanwhile = notification();
    expect(await lab.send(meanwhile)).toMatchObject({ status: 200, body: '' });
    sns.gate.open();

    for (const { status, body } of await Promise.all(answers)) {
      expect({ status, body }).toEqual({ status: 503, body: '' });
    }
    expect(sns.peak).toBe(MAX_DOWNLOADS);
    expect(lab.codes).toEqual(Array(FLOOD).fill('CERTIFICATE_UNAVAILABLE'));
    expect(lab.handled).toHaveLength(2);
    expect(lab.requests.filter((url) => url === CERTIFICATE_URL)).toHaveLength(1);
  });

  it('do not crowd the genuine certificate out, whatever is found there', async () => {
    const sns = new OverloadedSns(FINDINGS);
    sns.gate.open();
    const lab = await AttackLab.open(adapter, { fetch: sns.fetch });
    const before = notification();
    expect(await lab.post(before)).toEqual(delivered(before, [CERTIFICATE_URL]));

    const messages = flood(OVERFLOW);
    for (let n = 0; n < OVERFLOW; n += MAX_DOWNLOADS) {
      const batch = messages.slice(n, n + MAX_DOWNLOADS);
      const answers = await Promise.all(batch.map((message) => lab.send(message)));
      for (const { status } of answers) expect([403, 503]).toContain(status);
    }
    expect(new Set(lab.codes)).toEqual(new Set(['CERTIFICATE_UNAVAILABLE', 'CERTIFICATE_REFUSED']));
    expect(new Set(lab.requests)).toHaveLength(1 + OVERFLOW);

    const after = notification();
    expect(await lab.post(after)).toEqual(delivered(after, []));
  });
});

describe.each(ADAPTERS)('messages that come at once, on %s', (adapter) => {
  it('share one download of the certificate that all of them need', async () => {
    const COUNT = 200;
    const sns = new OverloadedSns([], CERTIFICATE_URL);
    const lab = await AttackLab.open(adapter, { fetch: sns.fetch });
    let arrived = 0;
    lab.server.on('request', () => arrived++);

    const answers = Array.from({ length: COUNT }, () => lab.send(notification()));
    await until(() => arrived === COUNT && lab.requests.length > 0);
    sns.gate.open();

    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual(Array(COUNT).fill(200));
    expect(lab.requests).toEqual([CERTIFICATE_URL]);
    expect(new Set(lab.handled)).toHaveLength(COUNT);
  });
});

const padded = (size: number) => JSON.stringify(notification()).padEnd(size, ' ');

describe.each(ADAPTERS)('a body that is too large, on %s', (adapter) => {
  it('is refused by one byte', async () => {
    const lab = await AttackLab.open(adapter);
    expect(await lab.post(padded(LIMIT + 1))).toEqual(refused(413, 'BODY_TOO_LARGE'));
    expect(await lab.post('['.repeat(3 * LIMIT))).toEqual(refused(413, 'BODY_TOO_LARGE'));
    expect(await lab.post(padded(LIMIT))).toMatchObject({ status: 200, codes: [] });
  });

  it('is not read to an end that it does not have', async () => {
    const lab = await AttackLab.open(adapter);
    const { written, status } = await postEndlessly(lab.url);

    expect([413, undefined]).toContain(status);
    expect(written).toBeLessThan(4 * MAX_DISCARDED);
    await until(() => lab.codes.length > 0);
    expect(lab.codes).toEqual(['BODY_TOO_LARGE']);
    expect(await lab.post(simulator.unsubscribeConfirmation())).toMatchObject({ status: 200 });
  });
});
