import { MisfitNotificationOptionsError } from 'nestjs-misfit-notification';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';

const WRONG_POLICIES: [object, string][] = [
  [{ retrys: 1 }, 'unknown option retrys: did you mean retries?'],
  [{ attempts: 1 }, 'unknown option attempts: the options are'],
  [{ retries: -1 }, 'retries is -1'],
  [{ retries: '3' }, 'retries is "3"'],
  [{ retryDelay: 2 ** 31 }, 'retryDelay is 2147483648'],
  [{ timeout: 0 }, 'timeout is 0'],
  [{ timeout: 1.5 }, 'timeout is 1.5'],
  [{ contentType: null, timeout: NaN }, 'timeout is NaN'],
  [{ contentType: 5 }, 'contentType is 5'],
];

const WRONG_OPTIONS: typeof WRONG_POLICIES = [
  ...WRONG_POLICIES,
  [{ topic: 'any' }, 'unknown option topic'],
  [{ topicArn: 'resource-tp1' }, 'topicArn is "resource-tp1": topicArn must be the ARN'],
  [{ signatureVersion: 2 }, 'signatureVersion is 2'],
  [{ clock: 1_700_000_000_000 }, 'clock is 1700000000000'],
  [{ privateKey: 7, retries: 0 }, 'privateKey is 7'],
];

describe('the options of MisfitSimulator', () => {
  it.each(WRONG_OPTIONS)('cannot be %j', (options, reason) => {
    const create = () => new MisfitSimulator(options);
    expect(create).toThrow(MisfitNotificationOptionsError);
    expect(create).toThrow(`MisfitSimulator: ${reason}`);
  });

  it.each<[object, string]>([...WRONG_POLICIES, [{ clock: Date.now }, 'unknown option clock']])(
    'cannot be %j for a single delivery',
    async (policy, reason) => {
      const sent = new MisfitSimulator().deliver('http://127.0.0.1:1', [], policy);
      await expect(sent).rejects.toThrow(MisfitNotificationOptionsError);
      await expect(sent).rejects.toThrow(`MisfitSimulator: ${reason}`);
    },
  );

  it('may be absent or undefined', () => {
    const options = { topicArn: undefined, retries: undefined } as object;
    expect(new MisfitSimulator(options).topicArn).toBe(new MisfitSimulator().topicArn);
  });
});
