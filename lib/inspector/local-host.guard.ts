import { ForbiddenException, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** The names of this machine, with or without a port. */
const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

interface HostRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Stands where there are no other guards, in development. A page of another site can point its own
 * name at this machine (DNS rebinding), and would then read all that the inspector shows; the
 * browser still sends that name.
 */
export class LocalHostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HostRequest>();
    const host = headers['host'] ?? headers[':authority'];
    if (typeof host === 'string' && LOCAL.test(host)) return true;
    throw new ForbiddenException(
      'Without guards, the inspector answers only at localhost, 127.0.0.1 and [::1]',
    );
  }
}
