import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** Admits requests from this machine. A real application asks who the user is. */
@Injectable()
export class LocalGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { ip } = context.switchToHttp().getRequest<{ ip?: string }>();
    return ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
  }
}
