import { ForbiddenException, type CanActivate, type ExecutionContext } from '@nestjs/common';

interface ActionRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Refuses actions that another site makes the user's browser send: they cannot have this header
 * without the permission of a CORS preflight, which the inspector's routes do not give.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export class ActionRequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<ActionRequest>();
    const site = headers['sec-fetch-site'];
    const isSameSite = site === undefined || site === 'same-origin' || site === 'none';
    if (headers['x-misfit-inspector'] === 'action' && isSameSite) return true;
    throw new ForbiddenException('This action must be started on the page of the inspector');
  }
}
