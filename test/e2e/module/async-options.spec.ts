import { Injectable, Module, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  MisfitNotificationModule,
  type MisfitNotificationOptions,
  type MisfitNotificationOptionsFactory,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { misfitControllerOf } from '../../support/apps/misfit-controller.js';
import { signedBody } from '../../support/http/signed-body.js';

/** One that refuses what `signedBody(LARGER)` makes: so it shows that the options arrived. */
const LIMIT = 6_000;
const LARGER = 7_000;

@Injectable()
class OptionsService implements MisfitNotificationOptionsFactory {
  create(): MisfitNotificationOptions {
    return { fetch: simulator.fetch, bodyLimit: LIMIT };
  }
}

@Module({ providers: [OptionsService], exports: [OptionsService] })
class OptionsModule {}

type AsyncOptions = Parameters<typeof MisfitNotificationModule.forRootAsync>[0];

const FORMS: readonly (readonly [string, AsyncOptions])[] = [
  ['useFactory', { useFactory: () => new OptionsService().create() }],
  [
    'an async useFactory',
    { useFactory: async () => Promise.resolve(new OptionsService().create()) },
  ],
  [
    'useFactory with inject and imports',
    {
      imports: [OptionsModule],
      inject: [OptionsService],
      useFactory: (options: OptionsService) => options.create(),
    },
  ],
  ['useClass', { useClass: OptionsService }],
  ['useExisting with imports', { imports: [OptionsModule], useExisting: OptionsService }],
];

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(FORMS)('forRootAsync takes its options from %s', async (_, options) => {
    const { origin } = await bootstrap(
      { imports: [MisfitNotificationModule.forRootAsync(options)] },
      { adapter },
    );
    const statuses = [undefined, LARGER].map(async (size) => {
      const { body, headers } = signedBody(size);
      const url = `${origin}/misfit/notification`;
      return (await exactPost(url, body, { headers: headers('text/plain') })).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 413]);
  });

  it('forRootAsync takes path and decorators beside them', async () => {
    const { app, origin } = await bootstrap(
      {
        imports: [
          MisfitNotificationModule.forRootAsync({
            useClass: OptionsService,
            path: 'hooks/async',
            decorators: [SetMetadata('mark', 'async')],
          }),
        ],
      },
      { adapter },
    );
    const { body, headers } = signedBody();
    const answer = await exactPost(`${origin}/hooks/async`, body, { headers: headers('x') });
    expect(answer.status).toBe(200);
    expect(new Reflector().get<string>('mark', misfitControllerOf(app))).toBe('async');
  });
});
