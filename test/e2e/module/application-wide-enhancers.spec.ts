import {
  Body,
  Catch,
  Controller,
  Get,
  Injectable,
  Post,
  ValidationPipe,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  type Provider,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { IsString } from 'class-validator';
import { map, type Observable } from 'rxjs';
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

class OwnDto {
  @IsString()
  name!: string;
}

@Controller('own')
class OwnController {
  @Get()
  fail(): never {
    throw new Error('of the application');
  }

  @Post()
  take(@Body() { name }: OwnDto): object {
    return { name };
  }
}

/** Answers 500 to everything. */
@Catch()
@Injectable()
class RuthlessFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { ruthless: true }, 500);
  }
}

@Injectable()
class WrappingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data) => ({ wrapped: data })));
  }
}

const strict = (): ValidationPipe =>
  new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });

const BY_PROVIDERS: Provider[] = [
  { provide: APP_FILTER, useClass: RuthlessFilter },
  { provide: APP_INTERCEPTOR, useClass: WrappingInterceptor },
  { provide: APP_PIPE, useFactory: strict },
];

function byMethods(app: INestApplication): void {
  app.useGlobalFilters(new RuthlessFilter(app.get(HttpAdapterHost)));
  app.useGlobalInterceptors(new WrappingInterceptor());
  app.useGlobalPipes(strict());
}

const WAYS = [
  { way: 'providers', providers: BY_PROVIDERS },
  { way: 'methods of the application', providers: [], configure: byMethods },
];

describe.each(ADAPTERS)('on %s, filters, interceptors and pipes that are global by', (adapter) => {
  it.each(WAYS)('$way leave the statuses of the endpoint as they are', async (given) => {
    const { providers, configure } = given;
    const { url, origin } = await startDeliveryApp({
      adapter,
      module: { bodyLimit: 20_000 },
      controllers: [OwnController],
      providers: [FailingListener, ...providers],
      ...(configure && { configure }),
    });

    const answers = await postEveryOutcome(url);
    expect(statusesOf(answers)).toEqual(OUTCOMES);
    for (const outcome of ['malformed', 'forged', 'tooLarge', 'failing'] as const) {
      expect(answers[outcome].body, outcome).toBe('');
    }

    // They are at work elsewhere.
    const headers = { 'content-type': 'application/json' };
    const failed = await exactPost(`${origin}/own`, '', { method: 'GET' });
    expect([failed.status, failed.body]).toEqual([500, '{"ruthless":true}']);
    const taken = await exactPost(`${origin}/own`, '{"name":"ada"}', { headers });
    expect([taken.status, taken.body]).toEqual([201, '{"wrapped":{"name":"ada"}}']);
    const refused = await exactPost(`${origin}/own`, '{"name":"ada","more":1}', { headers });
    expect(refused.status).toBe(500);
  });
});
