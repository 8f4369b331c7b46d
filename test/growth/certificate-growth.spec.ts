import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { CertificateStore } from '../../lib/sns/certificate-store.js';
import { CertificateUnavailableError } from '../../lib/sns/errors.js';

const REGION = { partition: 'aws', region: 'us-east-1' };

it('ten thousand made-up certificate URLs leave nothing behind but a bounded memory of failures', async () => {
  let fetches = 0;
  const store = new CertificateStore(() => {
    fetches++;
    return Promise.resolve(new Response('no such key', { status: 403 }));
  }, Date.now);

  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 10_000; index++) {
    const name = createHash('md5').update(String(index)).digest('hex');
    const url = new URL(
      `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${name}.pem`,
    );
    await expect(store.get(url, REGION)).rejects.toBeInstanceOf(CertificateUnavailableError);
  }
  expect(fetches).toBe(10_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(96 * 1024 * 1024);
});
