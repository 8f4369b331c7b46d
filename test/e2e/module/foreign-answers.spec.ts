import {
  HttpException,
  Injectable,
  RequestTimeoutException,
  SetMetadata,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import express from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { catchError, map, of, throwError, type Observable } from 'rxjs';
import { expect, describe, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { FailingListener, postEveryOutcome } from '../../support/apps/every-outcome.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';

const UPDATE = { type: 'goals', action: 'updated', id: 'g1', ownerId: 'u1' };
const UPDATES = [{ ...UPDATE, updatedAt: '2026-01-02T03:04:05Z' }];

/** A guard that refuses everything with this status. */
function guardAnswering(status: number): new () => CanActivate {
  @Injectable()
  class StatusGuard implements CanActivate {
    canActivate(): boolean {
      throw new HttpException('refused', status);
    }
  }
  return StatusGuard;
}

@Injectable()
class ShortCut implements NestInterceptor {
  intercept(): Observable<unknown> {
    return of('cached');
  }
}

@Injectable()
class TimeLimit implements NestInterceptor {
  intercept(): Observable<unknown> {
    return throwError(() => new RequestTimeoutException());
  }
}

/** Hides refusals, and fails after success. */
@Injectable()
class Reversing implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map(() => {
        throw new HttpException('too late', 500);
      }),
      catchError((error: HttpException) =>
        error.getStatus() === 503 ? of('hidden') : throwError(() => error),
      ),
    );
  }
}

@Injectable()
class Passing implements NestInterceptor, CanActivate {
  canActivate(): boolean {
    return true;
  }

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

const middleware = (status: number) => (_request: IncomingMessage, response: ServerResponse) => {
  response.statusCode = status;
  response.end();
};

interface Given {
  readonly title: string;
  readonly status: number;
  readonly providers?: object[];
  readonly configure?: (app: INestApplication) => void;
  readonly level: 'error' | 'warn';
  readonly says: readonly string[];
}

const guarded = (status: number) => [{ provide: APP_GUARD, useClass: guardAnswering(status) }];
const NEVER_AGAIN = 'SNS never delivers the message again, so its updates are lost';

const FOREIGN: readonly Given[] = [
  {
    title: 'a guard with 401',
    status: 401,
    providers: guarded(401),
    level: 'error',
    says: [NEVER_AGAIN, 'decorators: [Public()]', 'before this module had decided'],
  },
  {
    title: 'a guard with 429',
    status: 429,
    providers: guarded(429),
    level: 'warn',
    says: ['delivers the message again', 'SkipThrottle()'],
  },
  {
    title: 'a guard with 404',
    status: 404,
    providers: guarded(404),
    level: 'error',
    says: [NEVER_AGAIN, 'The endpoint is POST /misfit/notification'],
  },
  {
    title: 'an interceptor that runs no handler with 200',
    status: 200,
    providers: [{ provide: APP_INTERCEPTOR, useClass: ShortCut }],
    level: 'error',
    says: ['SNS counts the message as delivered'],
  },
  {
    title: 'an interceptor that limits the time with 408',
    status: 408,
    providers: [{ provide: APP_INTERCEPTOR, useClass: TimeLimit }],
    level: 'error',
    says: [NEVER_AGAIN, 'handlerTimeout'],
  },
  {
    title: 'a middleware with 403',
    status: 403,
    configure: (app) => app.use(middleware(403)),
    level: 'error',
    says: [NEVER_AGAIN],
  },
  {
    title: 'a middleware with a redirect',
    status: 301,
    configure: (app) => app.use(middleware(301)),
    level: 'error',
    says: [NEVER_AGAIN, 'SNS does not follow redirects'],
  },
];

const linesOf = (logger: CollectingLogger, level: string) => logger.find(level, 'FOREIGN_ANSWER');

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(FOREIGN)('an answer by $title is logged with its cure', async (given) => {
    const { providers = [], configure, status, level, says } = given;
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({
      adapter,
      logger,
      providers: providers as never,
      ...(configure && { configure }),
    });
    expect(await app.post(UPDATES)).toBe(status);
    await expect.poll(() => linesOf(logger, level)).toHaveLength(1);
    for (const text of [`answered ${status} by other code`, ...says]) {
      expect(linesOf(logger, level)[0]).toContain(text);
    }
  });

  it.each([
    {
      title: 'a failure that an interceptor answers 200 is logged as a loss',
      ownerId: 'failing',
      status: 200,
      level: 'error',
      says: ['where this module decided 503', 'so its updates are lost'],
    },
    {
      title: 'a success that an interceptor answers 500 is no loss',
      ownerId: 'u1',
      status: 500,
      level: 'warn',
      says: ['where this module decided 200', 'no update is lost'],
    },
  ])('$title', async ({ ownerId, status, level, says }) => {
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({
      adapter,
      logger,
      providers: [FailingListener, { provide: APP_INTERCEPTOR, useClass: Reversing }],
    });
    expect(await app.post([{ ...UPDATES[0], ownerId }])).toBe(status);
    await expect.poll(() => linesOf(logger, level)).toHaveLength(1);
    for (const text of says) expect(linesOf(logger, level)[0]).toContain(text);
  });

  it('answers of one status are logged once, and counted at the end', async () => {
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({ adapter, logger, providers: guarded(401) as never });
    for (let count = 0; count < 5; count++) await app.post(UPDATES);
    await expect.poll(() => linesOf(logger, 'error')).toHaveLength(1);
    await app.app.close();
    expect(logger.find('warn', '4 more answers by other code were not logged')).toHaveLength(1);
    expect(linesOf(logger, 'error')).toHaveLength(1);
  });

  it('answers of this module are not reported, whatever their status', async () => {
    const logger = new CollectingLogger();
    const { url } = await startDeliveryApp({
      adapter,
      logger,
      module: { bodyLimit: 20_000 },
      providers: [FailingListener, { provide: APP_INTERCEPTOR, useClass: Passing }],
    });
    await postEveryOutcome(url);
    expect([...linesOf(logger, 'error'), ...linesOf(logger, 'warn')]).toEqual([]);
  });

  it('requests that are not from SNS are not reported', async () => {
    const logger = new CollectingLogger();
    const { url } = await startDeliveryApp({ adapter, logger, providers: guarded(401) as never });
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    expect(linesOf(logger, 'error')).toEqual([]);
  });

  it.each([
    { way: 'APP_GUARD', providers: [{ provide: APP_GUARD, useClass: Passing }] },
    {
      way: 'useGlobalGuards',
      configure: (app: INestApplication): void => {
        app.useGlobalGuards(new Passing());
      },
    },
  ])('a global guard by $way is named at start', async ({ providers = [], configure }) => {
    const logger = new CollectingLogger();
    await startDeliveryApp({ adapter, logger, providers, ...(configure && { configure }) });
    const [line] = logger.find('log', 'Global guards');
    expect(line).toContain('POST /misfit/notification: Passing.');
  });

  it('a global guard is not mentioned once decorators are set', async () => {
    const logger = new CollectingLogger();
    await startDeliveryApp({
      adapter,
      logger,
      providers: [{ provide: APP_GUARD, useClass: Passing }],
      module: { decorators: [SetMetadata('isPublic', true)] },
    });
    expect(logger.find('log', 'Global guards')).toEqual([]);
  });
});

it('an answer of an Express application that was made before is logged', async () => {
  const logger = new CollectingLogger();
  const server = express();
  server.use(middleware(429));
  const app = await startDeliveryApp({ adapter: 'express', express: server, logger });
  expect(await app.post(UPDATES)).toBe(429);
  await expect.poll(() => linesOf(logger, 'warn')).toHaveLength(1);
});
