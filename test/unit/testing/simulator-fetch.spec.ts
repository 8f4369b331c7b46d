import { simulatorFetch } from 'nestjs-misfit-notification/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../support/http/free-port.js';

afterEach(() => vi.unstubAllEnvs());

describe('simulatorFetch', () => {
  it('refuses production when it is made, and when it is called', async () => {
    const fetch = simulatorFetch();
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => simulatorFetch()).toThrow('NODE_ENV is production');
    await expect(fetch('https://example.com')).rejects.toThrow('NODE_ENV is production');
  });

  it.each(['http://127.0.0.1:1', 'http://127.8.9.1:1', 'http://[::1]:1'])('takes %s', (url) => {
    expect(() => simulatorFetch({ url })).not.toThrow();
  });

  it.each([
    'http://192.168.0.1:4848',
    'http://10.0.0.1',
    'http://0.0.0.0:4848',
    'http://localhost:4848',
    'http://127.0.0.1.example.com',
    'http://user@example.com',
    'http://[::ffff:8.8.8.8]',
    'https://127.0.0.1:4848',
    'file:///etc/passwd',
    '127.0.0.1:4848',
    '',
  ])('refuses %s', (url) => {
    expect(() => simulatorFetch({ url })).toThrow(TypeError);
  });

  it('says how to start the simulator where there is none', async () => {
    const fetch = simulatorFetch({ url: `http://127.0.0.1:${await freePort()}` });
    await expect(fetch(new URL('https://example.com'))).rejects.toThrow(
      'npx nestjs-misfit-notification listen',
    );
  });
});
