import { Header } from '@nestjs/common';

/**
 * The page runs no script but its own files, sends requests to this server only, and cannot be
 * shown inside a page of another site.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** Sets the headers that keep what the page shows from other sites. */
export function SecurityHeaders(): MethodDecorator {
  return (target, method, descriptor) => {
    for (const [name, value] of HEADERS) Header(name, value)(target, method, descriptor as never);
  };
}
