interface Partition {
  /** Domain under which the partition's regional endpoints live. */
  readonly domain: string;
  readonly regions: RegExp;
}

const PARTITIONS: ReadonlyMap<string, Partition> = new Map([
  ['aws', { domain: 'amazonaws.com', regions: /^(?!cn-|us-gov-|us-iso|eu-iso|eusc-)/ }],
  ['aws-cn', { domain: 'amazonaws.com.cn', regions: /^cn-/ }],
  ['aws-us-gov', { domain: 'amazonaws.com', regions: /^us-gov-/ }],
  ['aws-iso', { domain: 'c2s.ic.gov', regions: /^us-iso-/ }],
  ['aws-iso-b', { domain: 'sc2s.sgov.gov', regions: /^us-isob-/ }],
  ['aws-iso-e', { domain: 'cloud.adc-e.uk', regions: /^eu-isoe-/ }],
  ['aws-iso-f', { domain: 'csp.hci.ic.gov', regions: /^us-isof-/ }],
  ['aws-eusc', { domain: 'amazonaws.eu', regions: /^eusc-/ }],
]);

/**
 * The regions that are enabled in every account share one certificate name. The list is closed:
 * AWS has launched every later region as opt-in, each with a signing name of its own.
 */
const CLASSIC_REGIONS: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
]);

export interface SnsRegion {
  readonly partition: string;
  readonly region: string;
}

/**
 * Whether AWS has this partition, and the region's name is one of that partition. So each host
 * belongs to exactly one partition and region.
 */
export function isSnsRegion({ partition, region }: SnsRegion): boolean {
  return PARTITIONS.get(partition)?.regions.test(region) ?? false;
}

/** Host of the SNS API of a region, which also serves the signing certificates. */
export function snsHost({ partition, region }: SnsRegion): string {
  return `sns.${region}.${domainOf(partition)}`;
}

/**
 * The name that the signing certificate of a region carries, as in the endpoint tables of the
 * AWS SDK for Java 2 (`sns-message-manager`).
 */
export function certificateName({ partition, region }: SnsRegion): string {
  const domain = domainOf(partition);
  switch (partition) {
    case 'aws':
      return CLASSIC_REGIONS.has(region) ? `sns.${domain}` : `sns-signing.${region}.${domain}`;
    case 'aws-us-gov':
      return `sns-us-gov-west-1.${domain}`;
    case 'aws-iso-e':
    case 'aws-iso-f':
    case 'aws-eusc':
      return `sns-signing.${region}.${domain}`;
    default:
      return `sns-${region}.${domain}`;
  }
}

function domainOf(partition: string): string {
  const known = PARTITIONS.get(partition);
  if (known === undefined) throw new TypeError(`unknown AWS partition ${partition}`);
  return known.domain;
}
