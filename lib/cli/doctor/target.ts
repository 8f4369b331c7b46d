import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { describeError } from '../../common/describe-error.js';
import { UnreachableError, UsageError } from '../frame/errors.js';

export interface Target {
  readonly url: URL;
  /** Whether the endpoint runs on this machine, and reaches its loopback servers. */
  readonly isLocal: boolean;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

/**
 * The endpoint to attack.
 *
 * @throws UsageError for the address of somebody else, unless the caller says that it is his.
 * @throws UnreachableError if the host has no address.
 */
export async function chooseTarget(url: URL, isOwned: boolean): Promise<Target> {
  const addresses = await addressesOf(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const isIn = (list: BlockList) => {
    return addresses.every(({ address, family }) => {
      return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    });
  };
  const isLocal = isIn(LOOPBACK);
  if (isLocal || isOwned || isIn(PRIVATE)) return { url, isLocal };
  throw new UsageError(
    `${url.hostname} is not a loopback or private address: attack only what you own, and say so ` +
      'with --i-own-this-host',
  );
}

async function addressesOf(host: string) {
  try {
    return await lookup(host, { all: true });
  } catch (error) {
    throw new UnreachableError(`${host} has no address: ${describeError(error).message}`);
  }
}
