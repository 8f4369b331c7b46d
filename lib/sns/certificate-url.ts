import { snsHost, type SnsRegion } from './sns-endpoint.js';

const PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/**
 * The URL of a signing certificate, or `undefined` unless SNS serves certificates there in that
 * region. Fetch the returned object, not the text: a second parser could read the text differently.
 */
export function parseCertificateUrl(text: string, region: SnsRegion): URL | undefined {
  const url = parseUrl(text);
  if (url === undefined) return undefined;
  // Only scheme, host and path: a userinfo, port, query or fragment makes `href` longer, and any
  // correction by the parser (blanks, backslashes, `..`, capitals) makes it differ from the text.
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
