import {
  Injectable,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { IncomingMessage } from 'node:http';
import { tap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import {
  FailingListener,
  OUTCOMES,
  postEveryOutcome,
  statusesOf,
} from '../../support/apps/every-outcome.js';
import { exactPost } from '../../support/http/exact-post.js';
import { signedBody } from '../../support/http/signed-body.js';

const Public = () => SetMetadata('isPublic', true);

@Injectable()
class LoginGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>('isPublic', targets) ?? false;
  }
}

@Injectable()
class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { url = '' } = context.switchToHttp().getRequest<IncomingMessage>();
    return url.endsWith('?token=secret');
  }
}

const loginEverywhere = { provide: APP_GUARD, useClass: LoginGuard };

describe.each(ADAPTERS)('on %s', (adapter) => {
  it('an application-wide guard refuses notifications too', async () => {
    const { url } = await startDeliveryApp({ adapter, providers: [loginEverywhere] });
    const answers = await postEveryOutcome(url);
    expect(new Set(Object.values(statusesOf(answers)))).toEqual(new Set([403]));
  });

  it.each([
    { title: 'exempt the endpoint from it', decorators: [Public()] },
    { title: 'apply one after the other', decorators: [SetMetadata('isPublic', false), Public()] },
  ])('decorators $title', async ({ decorators }) => {
    const { url } = await startDeliveryApp({
      adapter,
      providers: [loginEverywhere, FailingListener],
      module: { decorators, bodyLimit: 20_000 },
    });
    expect(statusesOf(await postEveryOutcome(url))).toEqual(OUTCOMES);
  });

  it('decorators can put a guard before the check of the signature', async () => {
    const { url, bus } = await startDeliveryApp({
      adapter,
      module: { decorators: [UseGuards(TokenGuard)] },
    });
    const rejections: unknown[] = [];
    bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    const { body, headers } = signedBody();
    const post = async (to: string, posted: string) =>
      (await exactPost(to, posted, { headers: headers('text/plain') })).status;
    expect(await post(url, 'rubbish')).toBe(403);
    expect(rejections).toEqual([]);
    expect(await post(`${url}?token=secret`, 'rubbish')).toBe(400);
    expect(await post(`${url}?token=secret`, body)).toBe(200);
  });

  it('decorators can add interceptors, which see what the signature check lets through', async () => {
    const intercepted: string[] = [];
    class Interceptor implements NestInterceptor {
      intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
        return next.handle().pipe(tap(() => intercepted.push(context.getHandler().name)));
      }
    }
    const { url } = await startDeliveryApp({
      adapter,
      module: { decorators: [UseInterceptors(Interceptor)], bodyLimit: 20_000 },
    });
    await postEveryOutcome(url);
    expect(intercepted).toEqual(['receive', 'receive']);
  });
});
