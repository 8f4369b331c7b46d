import { describe, expect, it } from 'vitest';
import { certificateName, isSnsRegion, snsHost } from '../../../lib/sns/sns-endpoint.js';

/** As in `SnsHostProvider` of the AWS SDK for Java 2. */
describe('an isolated region', () => {
  it.each([
    ['aws-iso', 'us-iso-east-1', 'c2s.ic.gov', 'sns-us-iso-east-1.c2s.ic.gov'],
    ['aws-iso-b', 'us-isob-east-1', 'sc2s.sgov.gov', 'sns-us-isob-east-1.sc2s.sgov.gov'],
    ['aws-iso-e', 'eu-isoe-west-1', 'cloud.adc-e.uk', 'sns-signing.eu-isoe-west-1.cloud.adc-e.uk'],
    ['aws-iso-f', 'us-isof-east-1', 'csp.hci.ic.gov', 'sns-signing.us-isof-east-1.csp.hci.ic.gov'],
    [
      'aws-iso-f',
      'us-isof-south-1',
      'csp.hci.ic.gov',
      'sns-signing.us-isof-south-1.csp.hci.ic.gov',
    ],
  ])('%s %s has its own host, and a name that it signs with', (partition, region, domain, name) => {
    const here = { partition, region };
    expect(isSnsRegion(here)).toBe(true);
    expect(snsHost(here)).toBe(`sns.${region}.${domain}`);
    expect(certificateName(here)).toBe(name);
  });

  it.each([
    ['aws', 'us-isof-south-1'],
    ['aws', 'eu-isoe-west-1'],
    ['aws-us-gov', 'us-iso-east-1'],
    ['aws-iso', 'us-isob-east-1'],
    ['aws-iso-b', 'us-iso-east-1'],
    ['aws-iso-e', 'eu-west-1'],
    ['aws-iso-f', 'us-iso-east-1'],
    ['constructor', 'us-east-1'],
  ])('is in one partition only: %s has no region %s', (partition, region) => {
    expect(isSnsRegion({ partition, region })).toBe(false);
  });
});
