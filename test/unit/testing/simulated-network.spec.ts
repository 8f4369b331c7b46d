import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';

describe('a simulator that runs for long', () => {
  it('keeps the last 10 000 requests', async () => {
    const simulator = new MisfitSimulator();
    const { SigningCertURL } = simulator.notification([]);
    const { SubscribeURL } = simulator.endpointTest() as { SubscribeURL: string };
    await simulator.fetch(SubscribeURL);
    for (let request = 0; request < 9_999; request++) await simulator.fetch(SigningCertURL);
    expect(simulator.requests[0]?.url).toBe(SubscribeURL);
    await simulator.fetch(SigningCertURL);
    expect(simulator.requests).toHaveLength(10_000);
    expect(simulator.requests[0]?.url).toBe(SigningCertURL);
  });

  it('answers the last 10 000 endpoint tests that it has sent', async () => {
    const simulator = new MisfitSimulator();
    const urls = Array.from({ length: 10_001 }, () => {
      return (simulator.endpointTest() as { SubscribeURL: string }).SubscribeURL;
    });
    const statusOf = async (url: string) => (await simulator.fetch(url)).status;
    expect(await statusOf(urls[0] as string)).toBe(404);
    expect(await statusOf(urls[1] as string)).toBe(200);
  });
});
