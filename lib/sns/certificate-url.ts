import { snsHost, type SnsRegion } from './sns-endpoint.js';

const PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/**
 * The URL of a signing certificate, if it is one that SNS serves in that region. The very object
 * that was checked is the one to fetch: a second parser could read the text differently.
 */
export function parseCertificateUrl(text: string, region: SnsRegion): URL | undefined {
  const url = parseUrl(text);
  if (url === undefined) return undefined;
  // Nothing but scheme, host and path: a userinfo, port, query or fragment makes `href` longer, and
  // what the parser had to mend (blanks, backslashes, `..`, capitals) makes it differ from the text.
  const isPlain = url.href === text && url.href === `https://${snsHost(region)}${url.pathname}`;
  return isPlain && PATH.test(url.pathname) ? url : undefined;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
